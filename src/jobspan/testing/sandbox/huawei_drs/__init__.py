"""Huawei DRS in the sandbox."""
