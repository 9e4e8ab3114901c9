"""Connectors."""

from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._core.call import call
from jobspan._core.operation import Operation
from jobspan._core.validation import validating
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows import connectors, rotation
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.connectors import (
    AuthType,
    ConnectionMode,
    ConnectionProperty,
    Connector,
    ConnectorType,
    ConnectorUse,
    DatabaseType,
    FileType,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.rotation import CredentialRotation
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.operations import connectors as connector_calls
from jobspan._planes.delphix.resources.connector_tests_async import AsyncConnectorTests
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged, read_one
from jobspan.credentials import Secret
from jobspan.models import UNSET, Unset
from jobspan.tables import Rows


class AsyncConnectors(AsyncListed[Connector], AsyncTagged, AsyncConnectorTests):
    """Connectors: how engines reach the data, and tests of whether they do.

    Source: https://help-api.delphix.com/ (Connectors); https://dct.delphix.com/docs/ (Copy job).
    """

    _list = connector_calls.GET_CONNECTORS
    _search = connector_calls.SEARCH_CONNECTORS
    _get = connector_calls.GET_CONNECTOR_BY_ID
    _id = _tagged = "connectorId"
    _tags = connector_calls.GET_CONNECTOR_TAGS
    _add_tags = connector_calls.CREATE_CONNECTOR_TAGS
    _delete_tags = connector_calls.DELETE_CONNECTOR_TAG

    @change
    async def update(
        self,
        connector_id: str,
        *,
        name: str | Unset = UNSET,
        hostname: str | Unset | None = UNSET,
        port: int | Unset | None = UNSET,
        username: str | Unset = UNSET,
        password: Secret | str | Unset | None = UNSET,
        jdbc_url: str | Unset | None = UNSET,
        schema_name: str | Unset = UNSET,
        compliance_jdbc_driver_id: str | Unset = UNSET,
        enable_logger: bool | Unset = UNSET,
        database_name: str | Unset | None = UNSET,
        instance_name: str | Unset | None = UNSET,
        sid: str | Unset | None = UNSET,
        job_orchestrator_id: str | Unset = UNSET,
        file_reference_id: str | Unset | None = UNSET,
        kerberos_auth: bool | Unset = UNSET,
        service_principal: str | Unset | None = UNSET,
        path: str | Unset | None = UNSET,
        ssh_key: str | Unset | None = UNSET,
        user_dir_is_root: bool | Unset | None = UNSET,
        mount_information_id: str | Unset | None = UNSET,
        bucket_name: str | Unset | None = UNSET,
        region: str | Unset | None = UNSET,
        access_key: Secret | str | Unset | None = UNSET,
        secret_key: Secret | str | Unset | None = UNSET,
        auth_type: AuthType | str | Unset | None = UNSET,
        prefix: str | Unset | None = UNSET,
        delimiter: str | Unset | None = UNSET,
        service_endpoint: str | Unset | None = UNSET,
        azure_account_name: str | Unset | None = UNSET,
        azure_container_name: str | Unset | None = UNSET,
        credential_path_id: str | Unset | None = UNSET,
        connection_mode: ConnectionMode | str | Unset = UNSET,
    ) -> AsyncHandle[Job, Connector]:
        """Change a connector; the handle's result is the changed connector.

        An argument that is not given keeps its field, ``None`` clears it, a value sets it. Wait before testing: DCT changes
        connectors in a job of their own. Setting ``ssh_key`` clears the password and the credential path.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            name: new name, 1..255 characters; it cannot be cleared.
            hostname: host name or IP address of the server with the data, to which the engine connects.
            port: TCP port of the server with the data, 1..65535.
            username: user name to log in with at the data source; with ``kerberos_auth``, the Kerberos principal; it cannot
                be cleared.
            password: password of ``username``: text or ``Secret``; never shown or logged. Not with ``ssh_key`` or
                ``credential_path_id``.
            jdbc_url: JDBC URL of the database, such as ``jdbc:postgresql://db.example.com/hr``; connectors show it as
                ``jdbc``.
            schema_name: schema of the database to work in; it cannot be cleared.
            compliance_jdbc_driver_id: id or name of the JDBC driver of an EXTENDED connector; it cannot be cleared (servers
                of 2026 and later).
            enable_logger: whether the logger of an EXTENDED connector is on; it cannot be cleared (servers of 2026 and
                later).
            database_name: database to connect to; not for ORACLE.
            instance_name: instance of the database server; MSSQL only.
            sid: SID of the database; ORACLE only.
            job_orchestrator_id: id or name of the job orchestrator whose nodes use the connector, as
                ``delphix.job_orchestrators.list`` shows it; it cannot be cleared.
            file_reference_id: reference of an uploaded file with properties of the connection, such as
                ``delphix-file://upload/f_1/my.properties``.
            kerberos_auth: whether to log in with Kerberos, which each node of the job orchestrator must be set up for; it
                cannot be cleared.
            service_principal: service principal of the database, for Kerberos; SYBASE only.
            path: path of the files on their server; for connectors of type FILE.
            ssh_key: id of an SSH key stored in DCT; connection mode SFTP only. DCT then clears the password and the
                credential path.
            user_dir_is_root: connection mode SFTP only: whether the user's directory is taken for the root.
            mount_information_id: id of DCT's record of the mount; connection mode MOUNT only.
            bucket_name: bucket with the files; connection modes AWS_S3 and S3_COMPATIBLE only.
            region: region of the bucket; connection modes AWS_S3 and S3_COMPATIBLE only.
            access_key: access key of the cloud storage, at AWS or Azure: text or ``Secret``; never shown or logged.
            secret_key: secret key of the cloud storage, at AWS: text or ``Secret``; never shown or logged.
            auth_type: how to log in to the cloud storage: a word of AWS for connection mode AWS_S3, one of Azure for
                AZURE_BLOB_STORAGE.
            prefix: what the keys of the files in the cloud storage begin with; AWS and Azure.
            delimiter: what separates the parts of a key in the cloud storage; AWS and Azure.
            service_endpoint: URL of the storage service; connection mode S3_COMPATIBLE only.
            azure_account_name: name of the storage account; connection mode AZURE_BLOB_STORAGE only.
            azure_container_name: name of the blob container in that account; connection mode AZURE_BLOB_STORAGE only.
            credential_path_id: id of DCT's record of where a password vault has the credentials. Not with ``password``,
                ``ssh_key`` or ``kerberos_auth``.
            connection_mode: how the files are reached; only servers up to API 3.28 can change it.

        Raises:
            ValidationError: nothing is given, a value is not valid, a field cannot be cleared, or two exclude each other.
        """
        fields = {
            "name": name,
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "enable_logger": enable_logger,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "bucket_name": bucket_name,
            "region": region,
            "access_key": access_key,
            "secret_key": secret_key,
            "auth_type": auth_type,
            "prefix": prefix,
            "delimiter": delimiter,
            "service_endpoint": service_endpoint,
            "azure_account_name": azure_account_name,
            "azure_container_name": azure_container_name,
            "credential_path_id": credential_path_id,
            "connection_mode": connection_mode,
        }
        return await self._launch(lambda: connectors.update(self._ctx, connector_id, fields))

    @change
    async def rotate(
        self,
        connector_id: str,
        *,
        password: Secret | str,
        username: str | None = None,
        old_password: Secret | str | None = None,
        old_username: str | None = None,
    ) -> CredentialRotation:
        """Give a connector new credentials, try them once, and give it the old ones again when the login is refused.

        A refusal is a normal result: look at ``.ok``, or call ``.raise_for_failure()``. DCT shows no password, so the old one
        has to be given; without it the connector keeps the new one, and the result says so. In a fleet, connectors of an
        account take turns, and after a refusal nothing more of that account is set or tested.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            password: the new password: text or ``Secret``; never shown or logged.
            username: whom to log in as; without it, as before.
            old_password: password that the connector has now, to be set again after a refusal: text or ``Secret``; never
                shown or logged.
            old_username: whom it logs in as now; without it, what DCT shows. Needs ``old_password``.

        Raises:
            ValidationError: a value is empty, or an old user name comes without its password.
            JobFailed: the credentials could not be set; nothing was tested.
            AmbiguousOutcomeError: the reply to the test was lost. It is not repeated, and what was set stays.

        Source: https://dct.delphix.com/docs/ (Update connector; Test connector)
        """
        asked = rotation.Rotation(
            username=username, password=password, old_username=old_username, old_password=old_password
        )
        return await self._change(lambda: rotation.rotate(self._ctx, connector_id, asked))

    @change
    async def create(
        self,
        name: str,
        type: ConnectorType | str,
        *,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        database_type: DatabaseType | str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        enable_logger: bool | None = None,
        file_type: FileType | str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        bucket_name: str | None = None,
        region: str | None = None,
        access_key: Secret | str | None = None,
        secret_key: Secret | str | None = None,
        auth_type: AuthType | str | None = None,
        prefix: str | None = None,
        delimiter: str | None = None,
        service_endpoint: str | None = None,
        azure_account_name: str | None = None,
        azure_container_name: str | None = None,
        credential_path_id: str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        make_current_account_owner: bool | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
        tags: TagsInput | None = None,
    ) -> AsyncHandle[Job, Connector]:
        """Create a connector that DCT manages; the handle's result is the connector. Each needs a job orchestrator.

        Args:
            name: name of the new connector, 1..255 characters.
            type: what is at the other end: a database, files, or a data set of a mainframe.
            hostname: host name or IP address of the server with the data, to which the engine connects.
            port: TCP port of the server with the data, 1..65535.
            username: user name to log in with at the data source; with ``kerberos_auth``, the Kerberos principal.
            password: password of ``username``: text or ``Secret``; never shown or logged. Not with ``ssh_key`` or
                ``credential_path_id``.
            database_type: kind of database, for connectors of type DATABASE: any but GENERIC, which DCT does not take here;
                EXTENDED needs ``compliance_jdbc_driver_id``.
            compliance_jdbc_driver_id: id or name of the JDBC driver of an EXTENDED connector, which needs one (servers of
                2026 and later).
            enable_logger: whether the logger of an EXTENDED connector is on; without it, off (servers of 2026 and later).
            file_type: form of the files, for connectors of type FILE; fixed once the connector exists.
            connection_mode: how the files are reached, for connectors of type FILE.
            path: path of the files on their server; for connectors of type FILE.
            ssh_key: id of an SSH key stored in DCT; connection mode SFTP only. Not with ``password`` or
                ``credential_path_id``.
            user_dir_is_root: connection mode SFTP only: whether the user's directory is taken for the root; without it, no.
            mount_information_id: id of DCT's record of the mount; connection mode MOUNT only.
            bucket_name: bucket with the files; connection modes AWS_S3 and S3_COMPATIBLE only.
            region: region of the bucket; connection modes AWS_S3 and S3_COMPATIBLE only.
            access_key: access key of the cloud storage, at AWS or Azure: text or ``Secret``; never shown or logged.
            secret_key: secret key of the cloud storage, at AWS: text or ``Secret``; never shown or logged.
            auth_type: how to log in to the cloud storage: a word of AWS for connection mode AWS_S3, one of Azure for
                AZURE_BLOB_STORAGE.
            prefix: what the keys of the files in the cloud storage begin with; AWS and Azure.
            delimiter: what separates the parts of a key in the cloud storage; AWS and Azure.
            service_endpoint: URL of the storage service; connection mode S3_COMPATIBLE only.
            azure_account_name: name of the storage account; connection mode AZURE_BLOB_STORAGE only.
            azure_container_name: name of the blob container in that account; connection mode AZURE_BLOB_STORAGE only.
            credential_path_id: id of DCT's record of where a password vault has the credentials. Not with ``password``,
                ``ssh_key`` or ``kerberos_auth``.
            jdbc_url: JDBC URL of the database, such as ``jdbc:postgresql://db.example.com/hr``; connectors show it as
                ``jdbc``.
            schema_name: schema of the database to work in.
            database_name: database to connect to; not for ORACLE.
            instance_name: instance of the database server; MSSQL only.
            sid: SID of the database; ORACLE only.
            make_current_account_owner: whether the account of this client becomes the owner of the connector; without it,
                yes.
            job_orchestrator_id: id or name of the job orchestrator whose nodes use the connector, as
                ``delphix.job_orchestrators.list`` shows it. Needed, unless ``owning_entity_id`` brings one.
            file_reference_id: reference of an uploaded file with properties of the connection, such as
                ``delphix-file://upload/f_1/my.properties``.
            kerberos_auth: whether to log in with Kerberos, which each node of the job orchestrator must be set up for;
                without it, no.
            service_principal: service principal of the database, for Kerberos; SYBASE only.
            owning_entity_id: id of the entity that owns the connector, and brings its credentials and its job orchestrator;
                needs ``owning_entity_type``.
            owning_entity_type: kind of ``owning_entity_id``; DCT knows only PAAS_INSTANCE.
            tags: tags of the new connector: a mapping, or pairs where a key has several values. At most 1000, key and value
                of 1..4000 characters.

        Raises:
            ValidationError: an argument is not valid, one that is needed is missing, or two exclude each other.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        fields = {
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "database_type": database_type,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "enable_logger": enable_logger,
            "file_type": file_type,
            "connection_mode": connection_mode,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "bucket_name": bucket_name,
            "region": region,
            "access_key": access_key,
            "secret_key": secret_key,
            "auth_type": auth_type,
            "prefix": prefix,
            "delimiter": delimiter,
            "service_endpoint": service_endpoint,
            "azure_account_name": azure_account_name,
            "azure_container_name": azure_container_name,
            "credential_path_id": credential_path_id,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "make_current_account_owner": make_current_account_owner,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "owning_entity_id": owning_entity_id,
            "owning_entity_type": owning_entity_type,
        }
        return await self._launch(lambda: connectors.create(self._ctx, name, type, fields, tags))

    @change
    async def delete(self, connector_id: str) -> AsyncHandle[Job, Job]:
        """Delete a connector.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.

        Raises:
            RuleViolation: it belongs to its engine; only connectors that DCT manages can be deleted.
        """
        return await self._launch(lambda: connectors.delete(self._ctx, connector_id))

    async def properties(self, connector_id: str) -> Rows[ConnectionProperty]:
        """Read the driver properties of a connector.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        found = await self._run(
            read_one(self._ctx, connector_calls.GET_CONNECTION_PROPERTIES, "connector_id", connectorId=connector_id)
        )
        return Rows(found.items, of=ConnectionProperty)

    async def driver_support_tasks(self, connector_id: str) -> Rows[str]:
        """Read what the driver support of a connector can do.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        operation = connector_calls.GET_CONNECTOR_DRIVER_SUPPORT_TASKS
        found = await self._run(read_one(self._ctx, operation, "connector_id", connectorId=connector_id))
        return Rows(found.tasks, of=str)

    async def table_names(self, connector_id: str, *, rule_set_id: str | None = None) -> Rows[str]:
        """List the tables of the data source; with a rule set, those not in it yet. Contacts the data source.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            rule_set_id: id of a rule set, to leave out the tables that are in it; without it, all.

        Raises:
            ValidationError: an id is empty.
        """
        return await self._names(connector_calls.FETCH_TABLE_NAMES, connector_id, rule_set_id)

    async def file_names(self, connector_id: str, *, rule_set_id: str | None = None) -> Rows[str]:
        """List the files of the data source; with a rule set, those not in it yet. Contacts the data source.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            rule_set_id: id of a rule set, to leave out the files that are in it; without it, all.

        Raises:
            ValidationError: an id is empty.
        """
        return await self._names(connector_calls.FETCH_FILE_NAMES, connector_id, rule_set_id)

    async def _names(self, operation: Operation[Any], connector_id: str, rule_set_id: str | None) -> Rows[str]:
        with validating(operation) as problems:
            problems.text("connector_id", connector_id)
            problems.optional_text("rule_set_id", rule_set_id)
        body = None if rule_set_id is None else {"rule_set_id": rule_set_id}
        found = await self._run(call(self._ctx, operation, path={"connectorId": connector_id}, body=body))
        return Rows(found.items, of=str)

    def masking_jobs(
        self,
        connector_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ConnectorUse]:
        """Search the masking jobs that use a connector; each row has the connector's role.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``connector_role EQ 'SOURCE'`` (5..50,000 characters), or
                built with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        path = {"connectorId": connector_id}
        operation = connector_calls.SEARCH_CONNECTOR_JOBS
        return self._pager(
            listing(
                self._ctx,
                operation,
                path=path,
                argument="connector_id",
                limit=page_size,
                sort=sort,
                filter=filter,
            )
        )
