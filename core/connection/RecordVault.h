#pragma once

#include "core/connection/Sealing.h"
#include "core/connection/SecretStore.h"
#include "core/record/FieldVault.h"
#include "core/record/FileStore.h"

#include <mutex>
#include <optional>

namespace syncline {

class Random;

/** How much work hashing a password is (Argon2id): about a tenth of a second. */
inline constexpr KeyDerivation passwordWork{.operations = 3, .memoryBytes = 64ULL * 1024 * 1024};

/**
 * The FieldVault of a project: its key is one of the project's secrets (owner "records", made when
 * first something is sealed), contents lie in @p files. Sealing is XChaCha20-Poly1305 (Sealing.h).
 */
class RecordVault final : public FieldVault
{
public:
    RecordVault(SecretStore &secrets, FileStore &files, Random &random,
                KeyDerivation passwords = passwordWork);

    Result<std::string> seal(std::string_view plain, std::string_view context) override;
    Result<std::string> open(std::string_view sealed, std::string_view context) override;
    Result<std::string> hashPassword(std::string_view plain) override;
    [[nodiscard]] bool isPassword(std::string_view hash, std::string_view plain) override;
    Result<Value> keepFile(const Value &given) override;

private:
    enum class Missing : std::uint8_t { Make, Refuse };
    /** The key; stays valid. */
    Result<const SecretKey *> key(Missing missing);

    SecretStore &m_secrets;
    FileStore &m_files;
    Random &m_random;
    const KeyDerivation m_passwords;
    std::mutex m_mutex; ///< Guards the following.
    std::optional<SecretKey> m_key;
};

} // namespace syncline
