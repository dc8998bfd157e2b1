#pragma once

#include "core/base/Result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

class Keychain;
class Random;

inline constexpr std::string_view secretsCode = "SYNC_SECRETS";

/**
 * The secrets of one project: option values of connections (owner: the connection's name) and
 * secret environment variables (owner: "env:" and the environment's name). Never in a file in plain
 * text.
 *
 * Every call may block on the keychain (at most its timeout) and on key derivation, so never call
 * it on the UI thread. Thread-safe. Errors: SYNC_SECRETS, which says what to do; the errors of
 * writing a file.
 */
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    /**
     * nullopt when there is none. The process environment wins over what is stored:
     * SYNCLINE_SECRET_<CONNECTION>_<OPTION>, upper case, words of the option joined or separated by
     * '_' (apiToken: APITOKEN or API_TOKEN); SYNCLINE_SECRET_ENV_<NAME> for variables.
     */
    [[nodiscard]] virtual Result<std::optional<std::string>> get(std::string_view owner,
                                                                 std::string_view name) = 0;
    virtual Result<void> set(std::string_view owner, std::string_view name,
                             std::string_view value) = 0;
    /** Fine when there is none. */
    virtual Result<void> remove(std::string_view owner, std::string_view name) = 0;
    /** What is stored for @p owner; needs no key. */
    [[nodiscard]] virtual Result<std::vector<std::string>> names(std::string_view owner) const = 0;
    /** Forgets everything, also when the key is lost. */
    virtual Result<void> discard() = 0;
    /** Where the key is: "keychain", "passphrase", "keyfile" (not encrypted), or "" while nothing
     * is stored. */
    [[nodiscard]] virtual std::string protection() const = 0;
};

/** How much work deriving a key from a passphrase is (Argon2id). */
struct KeyDerivation
{
    std::uint64_t operations = 3;
    std::uint64_t memoryBytes = 256ULL * 1024 * 1024;
};

struct SecretStoreOptions
{
    /** Where a new key goes. Auto: the keychain, else the passphrase. KeyFile: a file that is not
     * encrypted; only on request. */
    enum class Mode : std::uint8_t { Auto, Passphrase, KeyFile };

    std::filesystem::path folder; ///< The project's .syncline.
    std::string projectId;
    std::string passphrase;             ///< Empty: none.
    Mode mode = Mode::Auto;             ///< SYNCLINE_SECRETS=passphrase|keyfile sets it as well.
    std::shared_ptr<Keychain> keychain; ///< nullptr: the system's (see systemKeychain()).
    KeyDerivation derivation;
    std::function<std::optional<std::string>(const std::string &)> environment; ///< Empty: getenv.
    Random *random = nullptr; ///< Must outlive the store; nullptr: the system's.
};

/** Opening reads nothing and asks no keychain; the first use does. */
std::unique_ptr<SecretStore> openSecretStore(SecretStoreOptions options);

/** The names under which the environment may give a secret, most exact first. */
std::vector<std::string> secretEnvironmentNames(std::string_view owner, std::string_view name);

} // namespace syncline
