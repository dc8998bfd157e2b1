#pragma once

#include "core/base/Result.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/**
 * Texts under keys in the user's keychain. Blocking, within its own time limit; thread-safe. An
 * Error means that the keychain could not be asked (none is running, locked, refused, no answer in
 * time). "No entry" of a locked keychain may look like nullopt: see probeKeychain().
 */
class Keychain
{
public:
    virtual ~Keychain() = default;
    virtual Result<std::optional<std::string>> read(const std::string &key) = 0;
    virtual Result<void> write(const std::string &key, const std::string &value) = 0;
    virtual Result<void> remove(const std::string &key) = 0;
};

/** The Secret Service of the session, through QtKeychain on a thread of its own. Needs a
 * QCoreApplication. */
std::shared_ptr<Keychain>
systemKeychain(std::chrono::milliseconds timeout = std::chrono::seconds(30));

/** Writes, reads and removes a canary: only after that "no entry" can be trusted. */
Result<void> probeKeychain(Keychain &keychain, const std::string &canary);

} // namespace syncline
