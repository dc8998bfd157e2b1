#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <string>
#include <string_view>

namespace syncline {

/**
 * What encrypted strings, passwords and files need besides the database: a key, a hash, a place for
 * contents. One per project; thread-safe; may block (on the keyring, on hashing, on the disk), so
 * never called on the UI thread.
 */
class FieldVault
{
public:
    virtual ~FieldVault() = default;

    /** @p plain for one place alone: it opens under the same @p context only. */
    virtual Result<std::string> seal(std::string_view plain, std::string_view context) = 0;
    /** SYNC_SECRETS when the key or the place is another. */
    virtual Result<std::string> open(std::string_view sealed, std::string_view context) = 0;

    /** As it is stored: Argon2id with its salt and limits in it. */
    virtual Result<std::string> hashPassword(std::string_view plain) = 0;
    /** False for an empty @p hash, after as much work: how long it takes tells nothing. */
    [[nodiscard]] virtual bool isPassword(std::string_view hash, std::string_view plain) = 0;

    /**
     * The stored value {fileName, mimeType, byteSize, hash} of what coerce() lets through: stores
     * the content of {fileName, base64}; of a stored one it looks whether the content is there and
     * what it is.
     */
    virtual Result<Value> keepFile(const Value &given) = 0;
};

/** What reading an encrypted field gives: never its plain text. */
inline constexpr std::string_view sealedPrefix = "sealed:";

} // namespace syncline
