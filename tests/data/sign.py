"""Signs fields of a PDF one after the other with a key made on the spot, and says how each signature stands in the end.

Usage: sign.py IN OUT FIELD…   Prints one line a field: name, intact, valid, what was changed after it.
"""

import asyncio
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


def signer(folder):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A signer for tests")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, True, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    with open(folder + ".key", "wb") as f:
        f.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    with open(folder + ".crt", "wb") as f:
        f.write(certificate.public_bytes(serialization.Encoding.PEM))
    return signers.SimpleSigner.load(folder + ".key", folder + ".crt")


async def main(source, target, fields):
    one = signer(target)
    data = open(source, "rb").read()
    for field in fields:
        with open(target, "wb") as f:
            f.write(data)
        with open(target, "rb+") as f:
            writer = IncrementalPdfFileWriter(f)
            # The field must be there already: one made by the signer would hide that ours is missing.
            meta = signers.PdfSignatureMetadata(field_name=field)
            await signers.PdfSigner(meta, signer=one).async_sign_pdf(
                writer, existing_fields_only=True, in_place=True
            )
        data = open(target, "rb").read()
    with open(target, "rb") as f:
        reader = PdfFileReader(f)
        root = load_cert_from_pemder(target + ".crt")
        for signature in reader.embedded_signatures:
            context = ValidationContext(trust_roots=[root], allow_fetching=False)
            status = await async_validate_pdf_signature(signature, context)
            changed = status.modification_level.name
            print(signature.field_name, status.intact, status.valid, status.bottom_line, changed)


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
