#include "core/connection/Sealing.h"

#include "core/base/Clock.h"

#include <algorithm>
#include <utility>

#include <sodium.h>

namespace syncline {

namespace {

constexpr int base64Variant = sodium_base64_VARIANT_ORIGINAL;
constexpr std::uint64_t maxMemory = 2ULL * 1024 * 1024 * 1024;
constexpr std::uint64_t maxOperations = 64;
constexpr char derivationContext[crypto_kdf_CONTEXTBYTES + 1] = "syncline";
static_assert(SecretKey::size == crypto_kdf_KEYBYTES);
static_assert(SecretKey::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

std::string encode(std::string_view bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), base64Variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytesOf(bytes), bytes.size(), base64Variant);
    text.pop_back(); // the final NUL
    return text;
}

/** Only the one text that encode() makes of some bytes. */
std::optional<std::string> decode(std::string_view text)
{
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char *end = nullptr;
    if (sodium_base642bin(bytesOf(bytes), bytes.size(), text.data(), text.size(), nullptr, &length,
                          &end, base64Variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(length);
    return bytes;
}

} // namespace

SecretKey::SecretKey(SecretKey &&other) noexcept
    : m_bytes(other.m_bytes)
{
    other.wipe();
}

SecretKey &SecretKey::operator=(SecretKey &&other) noexcept
{
    if (this != &other) {
        m_bytes = other.m_bytes;
        other.wipe();
    }
    return *this;
}

SecretKey::~SecretKey()
{
    wipe();
}

void SecretKey::wipe()
{
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

SecretKey SecretKey::random(Random &random)
{
    SecretKey key;
    random.fill(key.m_bytes.data(), key.m_bytes.size());
    return key;
}

std::optional<SecretKey> SecretKey::fromBase64(std::string_view text)
{
    std::optional<std::string> bytes = decode(text);
    if (!bytes || bytes->size() != size)
        return std::nullopt;
    SecretKey key;
    std::copy(bytes->begin(), bytes->end(), key.m_bytes.begin());
    sodium_memzero(bytes->data(), bytes->size());
    return key;
}

std::string SecretKey::toBase64() const
{
    return encode({reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()});
}

SecretKey SecretKey::derived(std::uint64_t use) const
{
    SecretKey key;
    crypto_kdf_derive_from_key(key.m_bytes.data(), key.m_bytes.size(), use, derivationContext,
                               m_bytes.data());
    return key;
}

namespace sealing {

std::string seal(const SecretKey &key, std::string_view plain, std::string_view context,
                 Random &random)
{
    constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    std::string sealed(nonceSize + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    random.fill(bytesOf(sealed), nonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytesOf(sealed) + nonceSize, nullptr, bytesOf(plain),
                                               plain.size(), bytesOf(context), context.size(),
                                               nullptr, bytesOf(sealed), key.bytes());
    return encode(sealed);
}

std::optional<std::string> open(const SecretKey &key, std::string_view sealed,
                                std::string_view context)
{
    constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t overhead = nonceSize + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    const std::optional<std::string> bytes = decode(sealed);
    if (!bytes || bytes->size() < overhead)
        return std::nullopt;
    std::string plain(bytes->size() - overhead, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytesOf(plain), nullptr, nullptr, bytesOf(*bytes) + nonceSize,
            bytes->size() - nonceSize, bytesOf(context), context.size(), bytesOf(*bytes),
            key.bytes()) != 0)
        return std::nullopt;
    return plain;
}

std::string mac(const SecretKey &key, std::string_view text)
{
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(bytesOf(hash), hash.size(), bytesOf(text), text.size(), key.bytes(),
                       SecretKey::size);
    return encode(hash);
}

bool equal(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string makeSalt(Random &random)
{
    std::string salt(crypto_pwhash_SALTBYTES, '\0');
    random.fill(bytesOf(salt), salt.size());
    return encode(salt);
}

std::optional<SecretKey> fromPassphrase(std::string_view passphrase, std::string_view salt,
                                        const KeyDerivation &derivation)
{
    const std::optional<std::string> bytes = decode(salt);
    if (!bytes || bytes->size() != crypto_pwhash_SALTBYTES ||
        derivation.memoryBytes < crypto_pwhash_MEMLIMIT_MIN || derivation.memoryBytes > maxMemory ||
        derivation.operations < crypto_pwhash_OPSLIMIT_MIN || derivation.operations > maxOperations)
        return std::nullopt;
    SecretKey key;
    if (crypto_pwhash(key.bytes(), SecretKey::size, passphrase.data(), passphrase.size(),
                      bytesOf(*bytes), derivation.operations,
                      static_cast<std::size_t>(derivation.memoryBytes),
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return std::nullopt;
    return key;
}

std::string joinParts(std::initializer_list<std::string_view> parts)
{
    std::string joined;
    for (const std::string_view part : parts) {
        joined += std::to_string(part.size());
        joined += ':';
        joined += part;
    }
    return joined;
}

} // namespace sealing

} // namespace syncline
