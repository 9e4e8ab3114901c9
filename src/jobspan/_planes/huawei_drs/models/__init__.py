"""Models of Huawei DRS. Field names are those on the wire, misspelt ones corrected; absent fields are ``None``.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""
