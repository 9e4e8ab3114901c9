"""The words that CipherTrust takes, and no others, for some arguments, as type checkers see them."""

from typing import Literal, TypeAlias

FamilyName: TypeAlias = Literal[
    "aws",
    "aws.keys",
    "aws.custom_key_stores",
    "azure",
    "azure.keys",
    "azure.certificates",
    "azure.secrets",
    "google",
    "google.keys",
    "oci",
    "oci.keys",
    "sfdc",
    "sfdc.keys",
    "sfdc.certificates",
    "sap",
    "sap.keys",
    "hsm_luna.synchronize",
    "hsm_luna.refresh",
    "dsm",
    "dsm.refresh",
    "external_cm",
    "external_cm.refresh",
]
CloudName: TypeAlias = Literal["aws", "azure", "google", "oci", "sfdc", "sap", "hsm_luna", "dsm"]
RotatedCloudName: TypeAlias = Literal["aws", "azure", "google", "oci"]
