"""A bucket of a service's files. People send and fetch them with links that the service signs."""

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.names import Names

FILE_ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
# What was deleted can be brought back for so long, and no longer: erasing a person ends with it.
KEPT_AFTER_DELETION = cdk.Duration.days(7)


def files_bucket(scope: Construct, names: Names, purpose: str) -> str:
    """Make it; its name."""
    bucket = s3.Bucket(
        scope,
        "Files",
        bucket_name=names.bucket(purpose),
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        versioned=True,
        lifecycle_rules=[
            s3.LifecycleRule(
                noncurrent_version_expiration=KEPT_AFTER_DELETION,
                abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
            )
        ],
        cors=[
            s3.CorsRule(
                allowed_methods=[s3.HttpMethods.GET, s3.HttpMethods.PUT],
                allowed_origins=list(names.shop.storefronts),
                allowed_headers=["*"],
            )
        ],
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )
    # By name: the log bucket's own stack lets every bucket of this account in.
    cast(
        s3.CfnBucket, bucket.node.default_child
    ).logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
        destination_bucket_name=names.bucket("logs"), log_file_prefix=purpose
    )
    return names.bucket(purpose)
