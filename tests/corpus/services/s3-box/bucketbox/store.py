"""A box of files in a bucket of S3."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


class Missing(KeyError):  # noqa: N818
    """No file of this name is in the box."""


@dataclass(frozen=True)
class Entry:
    name: str
    size: int
    digest: str


class Box:
    """The files below one prefix of a bucket."""

    def __init__(self, bucket: str, prefix: str = "", region: str = "eu-central-1") -> None:
        self.bucket = bucket
        self.prefix = prefix
        self.region = region
        config = Config(retries={"max_attempts": 2, "mode": "standard"}, signature_version="s3v4")
        self.client = boto3.client("s3", region_name=region, config=config)

    def create(self) -> None:
        """Make the bucket, if it is not there."""
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
                raise
            place = {"LocationConstraint": self.region}
            self.client.create_bucket(Bucket=self.bucket, CreateBucketConfiguration=place)
            self.client.get_waiter("bucket_exists").wait(Bucket=self.bucket)

    def put(self, name: str, data: bytes, **labels: str) -> Entry:
        digest = hashlib.sha256(data).hexdigest()
        self.client.put_object(
            Bucket=self.bucket, Key=self.prefix + name, Body=data, Metadata={"sha256": digest, **labels}
        )
        return Entry(name, len(data), digest)

    def get(self, name: str) -> bytes:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)
        except self.client.exceptions.NoSuchKey:
            raise Missing(name) from None
        return answer["Body"].read()

    def labels(self, name: str) -> dict[str, str]:
        head = self.client.head_object(Bucket=self.bucket, Key=self.prefix + name)
        return {key: text for key, text in head["Metadata"].items() if key != "sha256"}

    def list(self, size: int = 1000) -> list[str]:
        """Return the names of all files, page after page."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix, PaginationConfig={"PageSize": size}
        )
        return [item["Key"][len(self.prefix) :] for page in pages for item in page.get("Contents", ())]

    def share(self, name: str, seconds: int = 600) -> str:
        """Return an address that opens the file without credentials for a while."""
        params = {"Bucket": self.bucket, "Key": self.prefix + name}
        return self.client.generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)

    def upload(self, name: str, path: str) -> None:
        self.client.upload_file(path, self.bucket, self.prefix + name)

    def remove(self, *names: str) -> int:
        doomed = [{"Key": self.prefix + name} for name in names]
        answer = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": doomed})
        return len(answer.get("Deleted", ()))

    def total(self) -> int:
        """Return the bytes of all files, counted through the resource interface."""
        bucket = boto3.resource("s3", region_name=self.region).Bucket(self.bucket)
        return sum(item.size for item in bucket.objects.filter(Prefix=self.prefix))
