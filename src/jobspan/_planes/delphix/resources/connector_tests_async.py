"""Tests of connectors: does the login to the data source work?"""

from jobspan._async.change import one_flow
from jobspan._async.resource import AsyncResource
from jobspan._core.common_arguments import empty_is_meant
from jobspan._planes.delphix.flows import connectors
from jobspan._planes.delphix.models.connectors import (
    AuthType,
    ConnectionMode,
    ConnectorTest,
    ConnectorType,
    DatabaseType,
    FileType,
)
from jobspan.credentials import Secret


class AsyncConnectorTests(AsyncResource):
    """The two tests of :class:`AsyncConnectors`."""

    @one_flow
    @empty_is_meant
    async def test(
        self,
        connector_id: str,
        *,
        type: ConnectorType | str | None = None,
        database_type: DatabaseType | str | None = None,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        credential_path_id: str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        file_type: FileType | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        mount_type: str | None = None,
        mount_path: str | None = None,
        mount_options: str | None = None,
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
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
    ) -> ConnectorTest:
        """Have the engine log in to the data source, with the saved values or with some of them replaced.

        A failed login is a normal result: look at ``.ok``, or call ``.raise_for_failure()``. A test is never retried, because
        a wrong password can lock the account. Takes up to five minutes.

        Args:
            connector_id: id of the connector, as ``connectors.list`` shows it.
            type: what is at the other end: a database, files, or a data set of a mainframe.
            database_type: kind of database, for connectors of type DATABASE: any but GENERIC, which DCT does not take here;
                EXTENDED needs ``compliance_jdbc_driver_id``.
            hostname: host name or IP address of the server with the data, to which the engine connects.
            port: TCP port of the server with the data, 1..65535.
            username: user name to log in with at the data source; with ``kerberos_auth``, the Kerberos principal.
            password: password of ``username``: text or ``Secret``; never shown or logged. Not with ``ssh_key`` or
                ``credential_path_id``.
            jdbc_url: JDBC URL of the database, such as ``jdbc:postgresql://db.example.com/hr``; connectors show it as
                ``jdbc``.
            schema_name: schema of the database to work in.
            database_name: database to connect to; not for ORACLE.
            instance_name: instance of the database server; MSSQL only.
            sid: SID of the database; ORACLE only.
            compliance_jdbc_driver_id: id or name of the JDBC driver of an EXTENDED connector, which needs one (servers of
                2026 and later).
            job_orchestrator_id: id or name of the job orchestrator whose nodes use the connector, as
                ``delphix.job_orchestrators.list`` shows it.
            file_reference_id: reference of an uploaded file with properties of the connection, such as
                ``delphix-file://upload/f_1/my.properties``.
            kerberos_auth: whether to log in with Kerberos, which each node of the job orchestrator must be set up for.
            service_principal: service principal of the database, for Kerberos; SYBASE only.
            credential_path_id: id of DCT's record of where a password vault has the credentials. Not with ``password``,
                ``ssh_key`` or ``kerberos_auth``.
            connection_mode: how the files are reached, for connectors of type FILE.
            file_type: form of the files, for connectors of type FILE.
            path: path of the files on their server; for connectors of type FILE.
            ssh_key: id of an SSH key stored in DCT; connection mode SFTP only. Not with ``password`` or
                ``credential_path_id``.
            user_dir_is_root: connection mode SFTP only: whether the user's directory is taken for the root.
            mount_information_id: id of DCT's record of the mount; connection mode MOUNT only.
            mount_type: file system of a mount that DCT has no record of: NFS3, NFS4, CIFS, GENERIC or EXTERNAL; connection
                mode MOUNT only.
            mount_path: path on that file system, such as ``/export/data``; NFS3, NFS4 and CIFS need it.
            mount_options: further options of that mount, such as ``uid=1000,gid=1000``.
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
            owning_entity_id: id of the entity that owns the connector, and brings its credentials and its job orchestrator;
                needs ``owning_entity_type``.
            owning_entity_type: kind of ``owning_entity_id``; DCT knows only PAAS_INSTANCE.

        Raises:
            ValidationError: a value is not valid, or two exclude each other.
        """
        overrides = {
            "type": type,
            "database_type": database_type,
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "credential_path_id": credential_path_id,
            "connection_mode": connection_mode,
            "file_type": file_type,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "mount_type": mount_type,
            "mount_path": mount_path,
            "mount_options": mount_options,
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
            "owning_entity_id": owning_entity_id,
            "owning_entity_type": owning_entity_type,
        }
        return await self._run(connectors.test(self._ctx, connector_id, overrides))

    @one_flow
    @empty_is_meant
    async def test_values(
        self,
        *,
        type: ConnectorType | str | None = None,
        database_type: DatabaseType | str | None = None,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        credential_path_id: str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        file_type: FileType | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        mount_type: str | None = None,
        mount_path: str | None = None,
        mount_options: str | None = None,
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
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
    ) -> ConnectorTest:
        """Have DCT log in to a data source with values that are not saved. Otherwise like :meth:`test`.

        Args:
            type: what is at the other end: a database, files, or a data set of a mainframe.
            database_type: kind of database, for connectors of type DATABASE: any but GENERIC, which DCT does not take here;
                EXTENDED needs ``compliance_jdbc_driver_id``.
            hostname: host name or IP address of the server with the data, to which the engine connects.
            port: TCP port of the server with the data, 1..65535.
            username: user name to log in with at the data source; with ``kerberos_auth``, the Kerberos principal.
            password: password of ``username``: text or ``Secret``; never shown or logged. Not with ``ssh_key`` or
                ``credential_path_id``.
            jdbc_url: JDBC URL of the database, such as ``jdbc:postgresql://db.example.com/hr``; connectors show it as
                ``jdbc``.
            schema_name: schema of the database to work in.
            database_name: database to connect to; not for ORACLE.
            instance_name: instance of the database server; MSSQL only.
            sid: SID of the database; ORACLE only.
            compliance_jdbc_driver_id: id or name of the JDBC driver of an EXTENDED connector, which needs one (servers of
                2026 and later).
            job_orchestrator_id: id or name of the job orchestrator whose nodes use the connector, as
                ``delphix.job_orchestrators.list`` shows it.
            file_reference_id: reference of an uploaded file with properties of the connection, such as
                ``delphix-file://upload/f_1/my.properties``.
            kerberos_auth: whether to log in with Kerberos, which each node of the job orchestrator must be set up for.
            service_principal: service principal of the database, for Kerberos; SYBASE only.
            credential_path_id: id of DCT's record of where a password vault has the credentials. Not with ``password``,
                ``ssh_key`` or ``kerberos_auth``.
            connection_mode: how the files are reached, for connectors of type FILE, which need it.
            file_type: form of the files, for connectors of type FILE, which need it.
            path: path of the files on their server; for connectors of type FILE.
            ssh_key: id of an SSH key stored in DCT; connection mode SFTP only. Not with ``password`` or
                ``credential_path_id``.
            user_dir_is_root: connection mode SFTP only: whether the user's directory is taken for the root.
            mount_information_id: id of DCT's record of the mount; connection mode MOUNT only.
            mount_type: file system of a mount that DCT has no record of: NFS3, NFS4, CIFS, GENERIC or EXTERNAL; connection
                mode MOUNT needs it.
            mount_path: path on that file system, such as ``/export/data``; NFS3, NFS4 and CIFS need it.
            mount_options: further options of that mount, such as ``uid=1000,gid=1000``.
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
            owning_entity_id: id of the entity that owns the connector, and brings its credentials and its job orchestrator;
                needs ``owning_entity_type``.
            owning_entity_type: kind of ``owning_entity_id``; DCT knows only PAAS_INSTANCE.

        Raises:
            ValidationError: a value is not valid, one that is needed is missing, or two exclude each other.
        """
        fields = {
            "type": type,
            "database_type": database_type,
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "credential_path_id": credential_path_id,
            "connection_mode": connection_mode,
            "file_type": file_type,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "mount_type": mount_type,
            "mount_path": mount_path,
            "mount_options": mount_options,
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
            "owning_entity_id": owning_entity_id,
            "owning_entity_type": owning_entity_type,
        }
        return await self._run(connectors.test_values(self._ctx, fields))
