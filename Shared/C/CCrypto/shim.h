#pragma once
// SHA256_Update and its like are marked as deprecated: their states are plain memory, which KeyedHash needs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/ts.h>
#include <openssl/sha.h>
