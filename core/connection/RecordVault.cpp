#include "core/connection/RecordVault.h"

#include "core/base/Clock.h"

#include <sodium.h>

#include <array>

namespace syncline {

namespace {

constexpr std::string_view owner = "records";
constexpr std::string_view name = "fieldKey";

} // namespace

RecordVault::RecordVault(SecretStore &secrets, FileStore &files, Random &random,
                         KeyDerivation passwords)
    : m_secrets(secrets),
      m_files(files),
      m_random(random),
      m_passwords(passwords)
{
}

Result<const SecretKey *> RecordVault::key(Missing missing)
{
    const std::scoped_lock lock(m_mutex);
    if (m_key)
        return &*m_key;
    SYNCLINE_TRY(const std::optional<std::string> stored, m_secrets.get(owner, name));
    if (stored) {
        m_key = SecretKey::fromBase64(*stored);
        if (!m_key)
            return Error(secretsCode, "The key of this project's encrypted fields is no key.");
        return &*m_key;
    }
    if (missing == Missing::Refuse) {
        return Error(secretsCode,
                     "The key of this project's encrypted fields is not here, so they cannot be "
                     "read. It is among the secrets of the computer on which they were written.");
    }
    SecretKey made = SecretKey::random(m_random);
    SYNCLINE_CHECK(m_secrets.set(owner, name, made.toBase64()));
    m_key = std::move(made);
    return &*m_key;
}

Result<std::string> RecordVault::seal(std::string_view plain, std::string_view context)
{
    SYNCLINE_TRY(const SecretKey *secret, key(Missing::Make));
    return sealing::seal(*secret, plain, context, m_random);
}

Result<std::string> RecordVault::open(std::string_view sealed, std::string_view context)
{
    SYNCLINE_TRY(const SecretKey *secret, key(Missing::Refuse));
    std::optional<std::string> plain = sealing::open(*secret, sealed, context);
    if (!plain)
        return Error(secretsCode, "was sealed for another record or with another key");
    return std::move(*plain);
}

Result<std::string> RecordVault::hashPassword(std::string_view plain)
{
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str(hash.data(), plain.data(), plain.size(), m_passwords.operations,
                          static_cast<std::size_t>(m_passwords.memoryBytes)) != 0)
        return Error(secretsCode, "There is not enough memory to hash a password.");
    return std::string(hash.data());
}

bool RecordVault::isPassword(std::string_view hash, std::string_view plain)
{
    if (hash.empty()) {
        (void)hashPassword(plain);
        return false;
    }
    const std::string terminated(hash);
    return crypto_pwhash_str_verify(terminated.c_str(), plain.data(), plain.size()) == 0;
}

Result<Value> RecordVault::keepFile(const Value &given)
{
    const std::string fileName = given["fileName"].stringOr();
    if (!given["base64"].isString())
        return m_files.describe(fileName, given["hash"].stringOr());
    const std::string &text = given["base64"].asString();
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    const char *end = nullptr;
    const bool decoded = sodium_base642bin(reinterpret_cast<unsigned char *>(bytes.data()),
                                           bytes.size(), text.data(), text.size(), " \r\n", &size,
                                           &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
                         end == text.data() + text.size();
    if (!decoded)
        return Error(errc::invalidRecord, "has a \"base64\" that is no base64");
    return m_files.keep(fileName, std::string_view(bytes).substr(0, size));
}

} // namespace syncline
