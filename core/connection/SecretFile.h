#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/connection/Sealing.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace syncline {

/**
 * What .syncline/secrets.json holds: how to come by the key, and sealed values by (owner, name).
 * Its text is canonical and carries a keyed hash of all of it, so that any changed byte is found
 * out.
 */
struct SecretFile
{
    std::string project;
    ValueObject key; ///< {"kind": …}: see KeySource.
    std::map<std::pair<std::string, std::string>, std::string> values;
    std::string mac;

    /** SYNC_SECRETS unless @p text is exactly what write() made. Does not check the hash: that
     * needs the key. */
    static Result<SecretFile> read(std::string_view text);
    /** The text, with the hash under @p master. */
    [[nodiscard]] std::string write(const SecretKey &master) const;
    /** Whether the hash fits @p master and the content. */
    [[nodiscard]] bool isAuthentic(const SecretKey &master) const;

    void put(const SecretKey &master, std::string_view owner, std::string_view name,
             std::string_view value, Random &random);
    /** The value at @p entry opened; nullopt: damaged. */
    [[nodiscard]] std::optional<std::string> open(const SecretKey &master, std::string_view owner,
                                                  std::string_view name) const;

private:
    [[nodiscard]] ValueObject content() const;
    [[nodiscard]] std::string context(std::string_view owner, std::string_view name) const;
};

/** The Error for a file that is not as it was written. */
Error damagedSecrets();

} // namespace syncline
