#pragma once

#include "core/base/Result.h"
#include "core/connection/SecretStore.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

class Random;

/** 32 secret bytes, wiped when they go. Movable, not copyable. */
class SecretKey
{
public:
    static constexpr std::size_t size = 32;

    SecretKey() = default;
    SecretKey(SecretKey &&other) noexcept;
    SecretKey &operator=(SecretKey &&other) noexcept;
    SecretKey(const SecretKey &) = delete;
    SecretKey &operator=(const SecretKey &) = delete;
    ~SecretKey();

    static SecretKey random(Random &random);
    /** nullopt unless @p text is the base64 of exactly 32 bytes. */
    static std::optional<SecretKey> fromBase64(std::string_view text);

    [[nodiscard]] std::string toBase64() const;
    [[nodiscard]] const unsigned char *bytes() const { return m_bytes.data(); }
    [[nodiscard]] unsigned char *bytes() { return m_bytes.data(); }
    /** Another key for another use. */
    [[nodiscard]] SecretKey derived(std::uint64_t use) const;

private:
    void wipe();
    std::array<unsigned char, size> m_bytes{};
};

/** Authenticated encryption and what goes with it (libsodium). Texts are base64. Pure functions,
 * thread-safe. */
namespace sealing {

/** XChaCha20-Poly1305 under a fresh nonce; @p context is authenticated with it, so a sealed text
 * fits only its own place. */
std::string seal(const SecretKey &key, std::string_view plain, std::string_view context,
                 Random &random);
/** nullopt when key, context or one bit of it is another. */
std::optional<std::string> open(const SecretKey &key, std::string_view sealed,
                                std::string_view context);
/** Keyed BLAKE2b. */
std::string mac(const SecretKey &key, std::string_view text);
bool equal(std::string_view a, std::string_view b); ///< In constant time.

std::string makeSalt(Random &random);
/** Argon2id. nullopt when salt or limits are none (or absurd), or memory is short. */
std::optional<SecretKey> fromPassphrase(std::string_view passphrase, std::string_view salt,
                                        const KeyDerivation &derivation);

/** The parts, each with its length, so that no two lists give one text. */
std::string joinParts(std::initializer_list<std::string_view> parts);

} // namespace sealing

} // namespace syncline
