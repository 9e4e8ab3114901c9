"""The Huawei Cloud DSC plane of the sandbox."""
