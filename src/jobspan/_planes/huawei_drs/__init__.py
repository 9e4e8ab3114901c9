"""Huawei Cloud Data Replication Service (DRS): migration, synchronisation and disaster recovery of databases."""

FACE = "jobspan.drs"
