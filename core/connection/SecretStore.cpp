#include "core/connection/SecretStore.h"

#include "core/base/Clock.h"
#include "core/connection/KeySource.h"
#include "core/connection/Keychain.h"
#include "core/connection/SecretFile.h"
#include "core/project/ProjectFolder.h"

#include <cctype>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <sodium.h>

namespace syncline {

namespace {

constexpr std::size_t maxSecretFile = 8U * 1024 * 1024;
constexpr std::size_t maxSecret = 64U * 1024;
constexpr std::string_view prefix = "SYNCLINE_SECRET_";
constexpr std::string_view environmentOwner = "env:";

std::string upper(std::string_view text)
{
    std::string result;
    for (const char c : text)
        result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

/** "apiToken" → "API_TOKEN". */
std::string upperWords(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = std::isupper(static_cast<unsigned char>(text[i])) != 0;
        if (i > 0 && starts && std::islower(static_cast<unsigned char>(text[i - 1])) != 0)
            result += '_';
        result += text[i];
    }
    return upper(result);
}

std::optional<std::string> processEnvironment(const std::string &name)
{
    const char *value = std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value ? std::optional<std::string>(value) : std::nullopt;
}

Error noProtection()
{
    return {
        secretsCode,
        "There is no keyring on this computer to keep the secret in, and no passphrase was given. "
        "Start a keyring (GNOME Keyring, KWallet), give a passphrase, or give the secret in the "
        "environment (SYNCLINE_SECRET_<CONNECTION>_<OPTION>). SYNCLINE_SECRETS=keyfile keeps the "
        "key "
        "in a file that is not encrypted."};
}

/** secrets.json, and the master key once it is known. */
class SealedFileSecretStore final : public SecretStore
{
public:
    explicit SealedFileSecretStore(SecretStoreOptions options)
        : m_options(std::move(options)),
          m_random(m_options.random ? *m_options.random : m_systemRandom),
          m_path(m_options.folder / "secrets.json")
    {
        if (!m_options.environment)
            m_options.environment = processEnvironment;
        const std::string mode = m_options.environment("SYNCLINE_SECRETS").value_or("");
        if (mode == "keyfile")
            m_options.mode = SecretStoreOptions::Mode::KeyFile;
        else if (mode == "passphrase")
            m_options.mode = SecretStoreOptions::Mode::Passphrase;
    }

    Result<std::optional<std::string>> get(std::string_view owner, std::string_view name) override
    {
        for (const std::string &variable : secretEnvironmentNames(owner, name)) {
            if (std::optional<std::string> value = m_options.environment(variable))
                return value;
        }
        const std::scoped_lock lock(m_mutex);
        SYNCLINE_TRY(const std::optional<SecretFile> file, unlocked());
        if (!file || !file->values.contains({std::string(owner), std::string(name)}))
            return std::optional<std::string>();
        std::optional<std::string> value = file->open(*m_master, owner, name);
        if (!value)
            return damagedSecrets();
        return value;
    }

    Result<void> set(std::string_view owner, std::string_view name, std::string_view value) override
    {
        if (value.size() > maxSecret)
            return Error(errc::invalidInput, "A secret can have at most 64 KB.");
        if (m_options.projectId.empty()) {
            return Error(
                secretsCode,
                "The project has no id, so no secret can be kept for it. Correct \"id\" in "
                "syncline.json.");
        }
        const std::scoped_lock lock(m_mutex);
        SYNCLINE_TRY(std::optional<SecretFile> file, unlocked());
        if (!file) {
            SYNCLINE_TRY(KeySource::Made made, makeKey());
            m_master = std::move(made.key);
            file = SecretFile{.project = m_options.projectId,
                              .key = std::move(made.header),
                              .values = {},
                              .mac = {}};
        }
        file->put(*m_master, owner, name, value, m_random);
        return save(*file);
    }

    Result<void> remove(std::string_view owner, std::string_view name) override
    {
        const std::scoped_lock lock(m_mutex);
        SYNCLINE_TRY(const std::optional<SecretFile> known, read());
        if (!known || !known->values.contains({std::string(owner), std::string(name)}))
            return {};
        SYNCLINE_TRY(std::optional<SecretFile> file, unlocked());
        file->values.erase({std::string(owner), std::string(name)});
        return save(*file);
    }

    Result<std::vector<std::string>> names(std::string_view owner) const override
    {
        const std::scoped_lock lock(m_mutex);
        SYNCLINE_TRY(const std::optional<SecretFile> file, read());
        std::vector<std::string> result;
        if (file) {
            for (const auto &[id, sealed] : file->values) {
                if (id.first == owner)
                    result.push_back(id.second);
            }
        }
        return result;
    }

    Result<void> discard() override
    {
        const std::scoped_lock lock(m_mutex);
        m_master.reset();
        for (const char *name : {"secrets.json", "secrets.key"}) {
            std::error_code error;
            std::filesystem::remove(m_options.folder / name, error);
            if (error)
                return Error(errc::storage, "%1 cannot be removed: %2.", {name, error.message()});
        }
        return {};
    }

    [[nodiscard]] std::string protection() const override
    {
        const std::scoped_lock lock(m_mutex);
        const Result<std::optional<SecretFile>> file = read();
        return file && file.value() ? file.value()->key.at("kind").stringOr() : std::string();
    }

private:
    /** What is on the disk now; nullopt: nothing. */
    [[nodiscard]] Result<std::optional<SecretFile>> read() const
    {
        const Result<std::string> text = readWholeFile(m_path, maxSecretFile);
        if (!text) {
            if (text.error().is(errc::notFound))
                return std::optional<SecretFile>();
            return text.error();
        }
        SYNCLINE_TRY(SecretFile file, SecretFile::read(text.value()));
        if (file.project != m_options.projectId) {
            return Error(
                secretsCode,
                "The file .syncline/secrets.json belongs to another project. Remove it and "
                "enter the secrets again.");
        }
        return std::optional<SecretFile>(std::move(file));
    }

    /** The same, authentic, with m_master set. */
    Result<std::optional<SecretFile>> unlocked()
    {
        SYNCLINE_TRY(std::optional<SecretFile> file, read());
        if (!file)
            return file;
        if (!m_master || !file->isAuthentic(*m_master)) {
            const std::unique_ptr<KeySource> source = sourceOf(*file);
            if (!source)
                return damagedSecrets();
            SYNCLINE_TRY(SecretKey key, source->unlock(file->key));
            if (!file->isAuthentic(key))
                return damagedSecrets();
            m_master = std::move(key);
        }
        return file;
    }

    Result<void> save(const SecretFile &file)
    {
        return writeFileAtomically(m_path, file.write(*m_master), 0600);
    }

    Keychain &keychain()
    {
        if (!m_options.keychain)
            m_options.keychain = systemKeychain();
        return *m_options.keychain;
    }

    std::unique_ptr<KeySource> sourceOf(const SecretFile &file)
    {
        const std::string kind = file.key.at("kind").stringOr();
        if (kind == "keyfile")
            return keyFileSource(m_options.folder, m_random);
        if (kind == "passphrase")
            return passphraseSource(m_options.passphrase, m_options.derivation, m_random);
        if (kind == "keychain")
            return keychainSource(keychain(), m_options.projectId, m_random);
        return nullptr;
    }

    Result<KeySource::Made> makeKey()
    {
        using Mode = SecretStoreOptions::Mode;
        if (m_options.mode == Mode::KeyFile)
            return keyFileSource(m_options.folder, m_random)->make();
        std::string detail;
        if (m_options.mode == Mode::Auto) {
            Result<KeySource::Made> made =
                keychainSource(keychain(), m_options.projectId, m_random)->make();
            if (made)
                return made;
            detail = made.error().message();
        }
        if (m_options.passphrase.empty())
            return noProtection().withDetail(detail);
        return passphraseSource(m_options.passphrase, m_options.derivation, m_random)->make();
    }

    SecretStoreOptions m_options;
    SystemRandom m_systemRandom;
    Random &m_random;
    const std::filesystem::path m_path;
    mutable std::mutex m_mutex;
    std::optional<SecretKey> m_master;
};

} // namespace

std::vector<std::string> secretEnvironmentNames(std::string_view owner, std::string_view name)
{
    if (owner.starts_with(environmentOwner))
        return {std::string(prefix) + "ENV_" + std::string(name)};
    const std::string start = std::string(prefix) + upper(owner) + '_';
    std::vector<std::string> names{start + upper(name)};
    if (std::string words = start + upperWords(name); words != names.front())
        names.push_back(std::move(words));
    return names;
}

std::unique_ptr<SecretStore> openSecretStore(SecretStoreOptions options)
{
    [[maybe_unused]] static const int ready = sodium_init();
    return std::make_unique<SealedFileSecretStore>(std::move(options));
}

} // namespace syncline
