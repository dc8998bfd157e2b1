#include "core/connection/KeySource.h"

#include "core/base/Clock.h"
#include "core/connection/Keychain.h"
#include "core/connection/SecretFile.h"
#include "core/project/ProjectFolder.h"

#include <utility>

namespace syncline {

namespace {

constexpr std::size_t maxKeyFile = 1024;
constexpr std::string_view wrapContext = "syncline master key";

class KeychainSource final : public KeySource
{
public:
    KeychainSource(Keychain &keychain, std::string projectId, Random &random)
        : m_keychain(keychain),
          m_key("project:" + std::move(projectId)),
          m_random(random)
    {
    }

    Result<Made> make() override
    {
        SYNCLINE_TRY(const std::optional<std::string> stored, m_keychain.read(m_key));
        if (stored) {
            if (auto key = SecretKey::fromBase64(*stored))
                return Made{.key = std::move(*key), .header = {{"kind", "keychain"}}};
        }
        SYNCLINE_CHECK(probeKeychain(m_keychain, m_random.uuid()));
        SecretKey key = SecretKey::random(m_random);
        SYNCLINE_CHECK(m_keychain.write(m_key, key.toBase64()));
        SYNCLINE_TRY(const std::optional<std::string> back, m_keychain.read(m_key));
        if (back != key.toBase64())
            return Error(secretsCode, "The keyring does not keep what is written to it.");
        return Made{.key = std::move(key), .header = {{"kind", "keychain"}}};
    }

    Result<SecretKey> unlock(const ValueObject & /*header*/) override
    {
        SYNCLINE_TRY(const std::optional<std::string> stored, m_keychain.read(m_key));
        if (!stored) {
            SYNCLINE_CHECK(probeKeychain(m_keychain, m_random.uuid()));
            return Error(
                secretsCode,
                "The key of this project's secrets is not in this computer's keyring. Remove "
                ".syncline/secrets.json and enter the secrets again.");
        }
        if (auto key = SecretKey::fromBase64(*stored))
            return std::move(*key);
        return Error(secretsCode, "The keyring's entry for this project is no key. Remove "
                                  ".syncline/secrets.json and enter the secrets again.");
    }

private:
    Keychain &m_keychain;
    const std::string m_key;
    Random &m_random;
};

class PassphraseSource final : public KeySource
{
public:
    PassphraseSource(std::string passphrase, KeyDerivation derivation, Random &random)
        : m_passphrase(std::move(passphrase)),
          m_derivation(derivation),
          m_random(random)
    {
    }

    Result<Made> make() override
    {
        const std::string salt = sealing::makeSalt(m_random);
        const auto wrapping = sealing::fromPassphrase(m_passphrase, salt, m_derivation);
        if (!wrapping) {
            return Error(secretsCode,
                         "There is not enough memory to protect the secrets by a passphrase.");
        }
        SecretKey key = SecretKey::random(m_random);
        const std::string wrapped = sealing::seal(*wrapping, key.toBase64(), wrapContext, m_random);
        return Made{.key = std::move(key),
                    .header = {{"kind", "passphrase"},
                               {"derivation", "argon2id13"},
                               {"operations", static_cast<std::int64_t>(m_derivation.operations)},
                               {"memoryBytes", static_cast<std::int64_t>(m_derivation.memoryBytes)},
                               {"salt", salt},
                               {"wrapped", wrapped}}};
    }

    Result<SecretKey> unlock(const ValueObject &header) override
    {
        if (m_passphrase.empty()) {
            return Error(secretsCode,
                         "The secrets of this project are protected by a passphrase, and none was "
                         "given.");
        }
        if (header.at("derivation").stringOr() != "argon2id13")
            return damagedSecrets();
        const KeyDerivation derivation{
            .operations = static_cast<std::uint64_t>(header.at("operations").intOr()),
            .memoryBytes = static_cast<std::uint64_t>(header.at("memoryBytes").intOr())};
        const auto wrapping =
            sealing::fromPassphrase(m_passphrase, header.at("salt").stringOr(), derivation);
        if (!wrapping)
            return damagedSecrets();
        const auto text = sealing::open(*wrapping, header.at("wrapped").stringOr(), wrapContext);
        auto key = text ? SecretKey::fromBase64(*text) : std::nullopt;
        if (!key) {
            return Error(secretsCode,
                         "The passphrase is wrong, or the file .syncline/secrets.json is damaged.");
        }
        return std::move(*key);
    }

private:
    const std::string m_passphrase;
    const KeyDerivation m_derivation;
    Random &m_random;
};

class KeyFileSource final : public KeySource
{
public:
    KeyFileSource(const std::filesystem::path &folder, Random &random)
        : m_file(folder / "secrets.key"),
          m_random(random)
    {
    }

    Result<Made> make() override
    {
        SecretKey key = SecretKey::random(m_random);
        SYNCLINE_CHECK(writeFileAtomically(m_file, key.toBase64() + '\n', 0600));
        return Made{.key = std::move(key), .header = {{"kind", "keyfile"}}};
    }

    Result<SecretKey> unlock(const ValueObject & /*header*/) override
    {
        Result<std::string> text = readWholeFile(m_file, maxKeyFile);
        if (text && text.value().ends_with('\n'))
            text.value().pop_back();
        auto key = text ? SecretKey::fromBase64(text.value()) : std::nullopt;
        if (!key) {
            return Error(secretsCode,
                         "The key file .syncline/secrets.key is missing or damaged. Restore it, or "
                         "remove .syncline/secrets.json and enter the secrets again.");
        }
        return std::move(*key);
    }

private:
    const std::filesystem::path m_file;
    Random &m_random;
};

} // namespace

std::unique_ptr<KeySource> keychainSource(Keychain &keychain, std::string projectId, Random &random)
{
    return std::make_unique<KeychainSource>(keychain, std::move(projectId), random);
}

std::unique_ptr<KeySource> passphraseSource(std::string passphrase, KeyDerivation derivation,
                                            Random &random)
{
    return std::make_unique<PassphraseSource>(std::move(passphrase), derivation, random);
}

std::unique_ptr<KeySource> keyFileSource(std::filesystem::path folder, Random &random)
{
    return std::make_unique<KeyFileSource>(folder, random);
}

} // namespace syncline
