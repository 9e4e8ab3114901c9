"""The numbers and words of Directory Manager. Only those that its documentation shows have a name; all others keep their value.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference
"""

from jobspan.models import OpenEnum, OpenIntEnum


class JobType(OpenIntEnum):
    """Where a job lives."""

    STANDALONE = 1
    IN_COLLECTION = 2
    PREDEFINED_TEMPLATE = 3


class ObjectType(OpenIntEnum):
    """What kind of object is synchronized."""

    USER = 1
    GROUP = 4


class ContainerStrategy(OpenIntEnum):
    """How the container of a new object is found."""

    FIXED = 1


class DataSourceType(OpenIntEnum):
    """The kind of a data source."""

    EXCEL = 1
    ACCESS = 2
    SQL_SERVER = 3
    TEXT = 4
    ORACLE = 5
    ODBC = 6


class PasswordType(OpenIntEnum):
    """Where a new object's password comes from. The number of *one generated password per object* is not documented."""

    STATIC = 0


class ProviderType(OpenEnum):
    """The side of a job: an identity store, or a table of a data source."""

    DIRECTORY = "1"
    TABLE = "2"


class SettingType(OpenEnum):
    """The data type of a setting, whose value is always text."""

    STRING = "System.String"
    INT32 = "System.Int32"
    BOOLEAN = "System.Boolean"


class QueryType(OpenEnum):
    """The language of a query: of the data source, or the filter language of identity stores."""

    SQL = "SQL"
    GROUPID = "GroupID"


class OnFailure(OpenEnum):
    """What happens to the jobs after a failed one in its collection."""

    ABORT = "Abort"
    CONTINUE = "Continue"


NEVER_RAN = "None"
"""``lastOutCome`` of a job that has not run yet. No other word is documented."""

DISPLAY_NAMES = {ObjectType.USER: "User", ObjectType.GROUP: "Group"}

KINDS_OF_DATA_SOURCE = {
    DataSourceType.EXCEL: "Microsoft Excel",
    DataSourceType.ACCESS: "Microsoft Access",
    DataSourceType.SQL_SERVER: "SQL Server",
    DataSourceType.TEXT: "Text/CSV",
}
"""``providerTypeName`` by type, where a sample shows it."""
