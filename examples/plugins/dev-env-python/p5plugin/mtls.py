"""The plugin's side of go-plugin's AutoMTLS: a one-time certificate, and only the announced client."""

from __future__ import annotations

import datetime

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .invitation import PluginRefused

HOST_NAME = "localhost"
LIFETIME = datetime.timedelta(days=3650)
# The clock may be set back while the plugin runs.
MARGIN = datetime.timedelta(minutes=5)


def server_credentials(client_certificate: str) -> tuple[grpc.ServerCredentials, bytes]:
    """Returns the server's credentials, and the plugin's certificate as DER for the handshake."""
    try:
        x509.load_pem_x509_certificate(client_certificate.encode())
    except ValueError as error:
        raise PluginRefused("The host set PLUGIN_CLIENT_CERT to a value that is not a PEM certificate.") from error

    key, certificate = create_certificate()
    credentials = grpc.ssl_server_credentials(
        [(pem_key(key), certificate.public_bytes(serialization.Encoding.PEM))],
        # The only trusted authority is the host's certificate itself.
        root_certificates=client_certificate.encode(),
        require_client_auth=True,
    )
    return credentials, certificate.public_bytes(serialization.Encoding.DER)


def create_certificate() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Creates a self-signed certificate like that of go-plugin's library. The key never leaves this process."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST_NAME)])
    now = datetime.datetime.now(datetime.timezone.utc)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - MARGIN)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST_NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_agreement=True, key_cert_sign=True, **usage), critical=True
        )
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def pem_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
