"""What all Huawei Cloud services share: endpoints of a region, request signing, IAM tokens, gateway errors."""

FACE = "jobspan.huawei"
