#pragma once

#include "core/base/Value.h"
#include "core/connection/Sealing.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace syncline {

class Keychain;

/** Where the master key of a project is kept. Blocking. Errors: SYNC_SECRETS. */
class KeySource
{
public:
    struct Made
    {
        SecretKey key;
        ValueObject header; ///< What secrets.json says of it: {"kind": …}.
    };

    virtual ~KeySource() = default;
    /** A key for a project that has no secrets yet. */
    virtual Result<Made> make() = 0;
    /** The key that @p header speaks of. */
    virtual Result<SecretKey> unlock(const ValueObject &header) = 0;
};

/** In the keychain. make() fails when that cannot be trusted. */
std::unique_ptr<KeySource> keychainSource(Keychain &keychain, std::string projectId,
                                          Random &random);
/** Wrapped by a passphrase, in secrets.json itself. */
std::unique_ptr<KeySource> passphraseSource(std::string passphrase, KeyDerivation derivation,
                                            Random &random);
/** In .syncline/secrets.key, mode 0600, not encrypted. */
std::unique_ptr<KeySource> keyFileSource(std::filesystem::path folder, Random &random);

} // namespace syncline
