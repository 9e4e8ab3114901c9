"""What the weather has to know of the services that all planes of the cloud share."""

from __future__ import annotations

from jobspan.testing.sandbox.weather.terrain import words

LOGINS = words(
    "iam.tokens iam.id_token_tokens iam.security_tokens sts.assume_agency sts.assume_agency_with_oidc metadata.token"
    " metadata.security_key pod_identity.credentials iam.list_projects iam.list_auth_projects iam.list_auth_domains"
    " sts.caller_identity"
)
