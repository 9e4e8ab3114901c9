"""What the Huawei planes of the sandbox share: the gateway that checks signatures and tokens, and the login at IAM."""
