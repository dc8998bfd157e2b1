#include "core/connection/SecretStore.h"
#include "core/connection/Keychain.h"
#include "tests/support/FakeRandom.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

using namespace syncline;
namespace fs = std::filesystem;

namespace {

/** A keychain in memory that can misbehave like real ones. */
class FakeKeychain final : public Keychain
{
public:
    enum class Mood : std::uint8_t { Works, Absent, LockedReadsNothing, ForgetsWrites };

    Mood mood = Mood::Works;
    std::map<std::string, std::string> entries = {};
    int asked = 0;

    Result<std::optional<std::string>> read(const std::string &key) override
    {
        ++asked;
        if (mood == Mood::Absent)
            return failure();
        const auto it = entries.find(key);
        if (mood == Mood::LockedReadsNothing || it == entries.end())
            return std::optional<std::string>();
        return std::optional(it->second);
    }
    Result<void> write(const std::string &key, const std::string &value) override
    {
        ++asked;
        if (mood == Mood::Absent || mood == Mood::LockedReadsNothing)
            return failure();
        if (mood == Mood::Works)
            entries[key] = value;
        return {};
    }
    Result<void> remove(const std::string &key) override
    {
        entries.erase(key);
        return {};
    }

private:
    static Error failure() { return {secretsCode, "The keyring cannot be used: it is a test."}; }
};

std::string get(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const fs::path &file, std::string_view text)
{
    std::ofstream(file, std::ios::binary) << text;
}

/** Changes one byte in place: cheaper on a disk than writing the file anew, thousands of times. */
void poke(const fs::path &file, std::size_t at, char byte)
{
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(byte);
}

} // namespace

class SecretStoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void valuesComeBack_data();
    void valuesComeBack();
    void nothingStoredAsksNoKeychain();
    void theFileHoldsNothingInPlainText();
    void theFileIsForItsOwnerOnly();
    void removingForgetsOne();
    void everyChangedByteIsFoundOut_data();
    void everyChangedByteIsFoundOut();
    void everyTruncationIsFoundOut();
    void aWrongPassphraseIsSaid();
    void aMissingPassphraseIsSaid();
    void valuesCannotBeSwapped();
    void aFileOfAnotherProjectIsRefused();
    void withoutProtectionNothingIsStored_data();
    void withoutProtectionNothingIsStored();
    void theKeyFileIsUsedOnlyWhenAskedFor();
    void theEnvironmentWins_data();
    void theEnvironmentWins();
    void aKeyThatIsGoneIsSaidAndDiscardHelps();
    void anotherProcessMayChangeTheFile();
    void aProjectWithoutIdKeepsNothing();

private:
    [[nodiscard]] SecretStoreOptions options()
    {
        SecretStoreOptions options;
        options.folder = m_folder;
        options.projectId = "3f0d2c1a-0000-4000-8000-000000000001";
        options.keychain = m_keychain;
        options.derivation = {.operations = 1, .memoryBytes = 8192};
        options.environment = [this](const std::string &name) -> std::optional<std::string> {
            const auto it = m_environment.find(name);
            return it == m_environment.end() ? std::nullopt : std::optional(it->second);
        };
        options.random = &m_random;
        return options;
    }
    /** One of the three ways to protect the key. */
    [[nodiscard]] SecretStoreOptions protectedBy(const std::string &kind)
    {
        SecretStoreOptions how = options();
        if (kind == "passphrase") {
            m_keychain->mood = FakeKeychain::Mood::Absent;
            how.passphrase = "correct horse";
        } else if (kind == "keyfile") {
            how.mode = SecretStoreOptions::Mode::KeyFile;
        }
        return how;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
    fs::path m_file;
    std::shared_ptr<FakeKeychain> m_keychain;
    std::map<std::string, std::string> m_environment;
    test::FakeRandom m_random;
};

void SecretStoreTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_folder = fs::path(m_dir->path().toStdString()) / ".syncline";
    m_file = m_folder / "secrets.json";
    m_keychain = std::make_shared<FakeKeychain>();
    m_environment.clear();
}

void SecretStoreTest::valuesComeBack_data()
{
    QTest::addColumn<std::string>("kind");
    for (const char *kind : {"keychain", "passphrase", "keyfile"})
        QTest::newRow(kind) << std::string(kind);
}

void SecretStoreTest::valuesComeBack()
{
    QFETCH(const std::string, kind);
    const std::string binary("\0\n\"é\xff", 6);
    {
        const auto store = openSecretStore(protectedBy(kind));
        QVERIFY(store->set("shop", "apiToken", "hush"));
        QVERIFY(store->set("shop", "apiToken", "hush again"));
        QVERIFY(store->set("web", "apiToken", binary));
        QVERIFY(store->set("env:development", "KEY", ""));
        QCOMPARE(store->protection(), kind);
    }
    const auto store = openSecretStore(protectedBy(kind));
    QCOMPARE(store->get("shop", "apiToken").value().value(), std::string("hush again"));
    QCOMPARE(store->get("web", "apiToken").value().value(), binary);
    QCOMPARE(store->get("env:development", "KEY").value().value(), std::string());
    QVERIFY(!store->get("shop", "other").value());
    QVERIFY(!store->get("env:production", "KEY").value());
    QCOMPARE(store->names("shop").value(), std::vector<std::string>{"apiToken"});
    QVERIFY(store->names("nobody").value().empty());
}

void SecretStoreTest::nothingStoredAsksNoKeychain()
{
    const auto store = openSecretStore(options());
    QVERIFY(!store->get("shop", "apiToken").value());
    QVERIFY(store->remove("shop", "apiToken"));
    QVERIFY(store->names("shop").value().empty());
    QCOMPARE(store->protection(), std::string());
    QCOMPARE(m_keychain->asked, 0);
    QVERIFY(!fs::exists(m_folder));
}

void SecretStoreTest::theFileHoldsNothingInPlainText()
{
    const std::string canary = "canary-7f3a9b";
    const auto store = openSecretStore(options());
    QVERIFY(store->set("shop", "apiToken", canary));
    const std::string text = get(m_file);
    QVERIFY(text.find(canary) == std::string::npos);
    QVERIFY(text.find(QByteArray::fromStdString(canary).toBase64().left(12).toStdString()) ==
            std::string::npos);
    for (const auto &[key, value] : m_keychain->entries)
        QVERIFY(value.find(canary) == std::string::npos);
    // The same value twice looks different: every sealing has its own nonce.
    QVERIFY(store->set("shop", "apiToken", canary));
    QVERIFY(get(m_file) != text);
}

void SecretStoreTest::theFileIsForItsOwnerOnly()
{
    QVERIFY(openSecretStore(protectedBy("keyfile"))->set("shop", "apiToken", "hush"));
    for (const char *name : {"secrets.json", "secrets.key"}) {
        QCOMPARE(static_cast<unsigned>(fs::status(m_folder / name).permissions()), 0600U);
    }
}

void SecretStoreTest::removingForgetsOne()
{
    const auto store = openSecretStore(options());
    QVERIFY(store->set("shop", "a", "1"));
    QVERIFY(store->set("shop", "b", "2"));
    QVERIFY(store->remove("shop", "a"));
    QVERIFY(store->remove("shop", "a"));
    QVERIFY(!store->get("shop", "a").value());
    QCOMPARE(store->get("shop", "b").value().value(), std::string("2"));
}

void SecretStoreTest::everyChangedByteIsFoundOut_data()
{
    valuesComeBack_data();
}

void SecretStoreTest::everyChangedByteIsFoundOut()
{
    QFETCH(const std::string, kind);
    const SecretStoreOptions how = protectedBy(kind);
    {
        const auto store = openSecretStore(how);
        QVERIFY(store->set("shop", "apiToken", "hush"));
        QVERIFY(store->set("web", "password", "quiet"));
    }
    const std::string good = get(m_file);
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (const unsigned bits : {0x01U, 0x20U}) {
            std::string bad = good;
            bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ bits);
            poke(m_file, i, bad[i]);
            const auto store = openSecretStore(how);
            for (const auto &[owner, name] : {std::pair("shop", "apiToken"), {"web", "password"}}) {
                const auto value = store->get(owner, name);
                const std::string where = "byte " + std::to_string(i) + " of\n" + bad;
                QVERIFY2(!value, where.c_str());
                QCOMPARE(value.error().code, std::string(secretsCode));
                QVERIFY(!value.error().message().empty());
            }
            // Nor is a damaged file written over, and with that the rest lost.
            QVERIFY(!store->set("shop", "apiToken", "new"));
            QCOMPARE(get(m_file), bad);
        }
        poke(m_file, i, good[i]);
    }
    QCOMPARE(openSecretStore(how)->get("web", "password").value().value(), std::string("quiet"));
}

void SecretStoreTest::everyTruncationIsFoundOut()
{
    QVERIFY(openSecretStore(options())->set("shop", "apiToken", "hush"));
    const std::string good = get(m_file);
    for (std::size_t length = good.size(); length-- > 0;) {
        fs::resize_file(m_file, length);
        const auto value = openSecretStore(options())->get("shop", "apiToken");
        QVERIFY2(!value, std::to_string(length).c_str());
        QCOMPARE(value.error().code, std::string(secretsCode));
    }
}

void SecretStoreTest::aWrongPassphraseIsSaid()
{
    QVERIFY(openSecretStore(protectedBy("passphrase"))->set("shop", "apiToken", "hush"));
    SecretStoreOptions wrong = options();
    wrong.passphrase = "wrong horse";
    const auto store = openSecretStore(wrong);
    const auto value = store->get("shop", "apiToken");
    QVERIFY(!value);
    QVERIFY(value.error().message().find("passphrase is wrong") != std::string::npos);
    QVERIFY(!store->set("shop", "apiToken", "x"));
    QVERIFY(!store->remove("shop", "apiToken"));
    QCOMPARE(store->names("shop").value().size(), 1U); // names need no key
}

void SecretStoreTest::aMissingPassphraseIsSaid()
{
    QVERIFY(openSecretStore(protectedBy("passphrase"))->set("shop", "apiToken", "hush"));
    const auto value = openSecretStore(options())->get("shop", "apiToken");
    QVERIFY(!value);
    QVERIFY(value.error().message().find("none was given") != std::string::npos);
}

void SecretStoreTest::valuesCannotBeSwapped()
{
    {
        const auto store = openSecretStore(options());
        QVERIFY(store->set("shop", "a", "one"));
        QVERIFY(store->set("shop", "b", "two"));
    }
    std::string text = get(m_file);
    const auto first = text.find("\"name\": \"a\"");
    const auto second = text.find("\"name\": \"b\"");
    std::swap(text[first + 9], text[second + 9]);
    put(m_file, text);
    QVERIFY(!openSecretStore(options())->get("shop", "a"));
}

void SecretStoreTest::aFileOfAnotherProjectIsRefused()
{
    QVERIFY(openSecretStore(options())->set("shop", "a", "one"));
    SecretStoreOptions other = options();
    other.projectId = "3f0d2c1a-0000-4000-8000-000000000002";
    const auto value = openSecretStore(other)->get("shop", "a");
    QVERIFY(!value);
    QVERIFY(value.error().message().find("another project") != std::string::npos);
}

void SecretStoreTest::withoutProtectionNothingIsStored_data()
{
    QTest::addColumn<int>("mood");
    using Mood = FakeKeychain::Mood;
    QTest::newRow("no keyring") << static_cast<int>(Mood::Absent);
    QTest::newRow("a locked keyring that reads as empty")
        << static_cast<int>(Mood::LockedReadsNothing);
    QTest::newRow("a keyring that keeps nothing") << static_cast<int>(Mood::ForgetsWrites);
}

void SecretStoreTest::withoutProtectionNothingIsStored()
{
    QFETCH(const int, mood);
    m_keychain->mood = static_cast<FakeKeychain::Mood>(mood);
    const auto store = openSecretStore(options());
    const auto stored = store->set("shop", "apiToken", "hush");
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, std::string(secretsCode));
    QVERIFY(stored.error().message().find("SYNCLINE_SECRET_") != std::string::npos);
    QVERIFY(!fs::exists(m_file));
    QVERIFY(!store->get("shop", "apiToken").value());

    SecretStoreOptions withPassphrase = options();
    withPassphrase.passphrase = "correct horse";
    const auto sealed = openSecretStore(withPassphrase);
    QVERIFY(sealed->set("shop", "apiToken", "hush"));
    QCOMPARE(sealed->protection(), std::string("passphrase"));
}

void SecretStoreTest::theKeyFileIsUsedOnlyWhenAskedFor()
{
    m_keychain->mood = FakeKeychain::Mood::Absent;
    m_environment["SYNCLINE_SECRETS"] = "keyfile";
    const auto store = openSecretStore(options());
    QVERIFY(store->set("shop", "apiToken", "hush"));
    QCOMPARE(store->protection(), std::string("keyfile"));
    QCOMPARE(m_keychain->asked, 0);

    m_environment.clear(); // what is stored says itself where its key is
    QCOMPARE(openSecretStore(options())->get("shop", "apiToken").value().value(),
             std::string("hush"));
    fs::remove(m_folder / "secrets.key");
    const auto value = openSecretStore(options())->get("shop", "apiToken");
    QVERIFY(!value);
    QVERIFY(value.error().message().find("secrets.key") != std::string::npos);
}

void SecretStoreTest::theEnvironmentWins_data()
{
    QTest::addColumn<std::string>("variable");
    QTest::addColumn<std::string>("owner");
    QTest::addColumn<std::string>("name");
    const auto row = [](const char *variable, const char *owner, const char *name) {
        QTest::newRow(variable) << std::string(variable) << std::string(owner) << std::string(name);
    };
    row("SYNCLINE_SECRET_SHOP_APITOKEN", "shop", "apiToken");
    row("SYNCLINE_SECRET_SHOP_API_TOKEN", "shop", "apiToken");
    row("SYNCLINE_SECRET_MYSHOP_KEY", "myShop", "key");
    row("SYNCLINE_SECRET_ENV_API_KEY", "env:development", "API_KEY");
}

void SecretStoreTest::theEnvironmentWins()
{
    QFETCH(const std::string, variable);
    QFETCH(const std::string, owner);
    QFETCH(const std::string, name);
    const auto store = openSecretStore(options());
    QVERIFY(store->set(owner, name, "stored"));
    QCOMPARE(store->get(owner, name).value().value(), std::string("stored"));
    m_environment[variable] = "given";
    QCOMPARE(store->get(owner, name).value().value(), std::string("given"));
    m_environment[variable] = "";
    QCOMPARE(store->get(owner, name).value().value(), std::string());
}

void SecretStoreTest::aKeyThatIsGoneIsSaidAndDiscardHelps()
{
    QVERIFY(openSecretStore(options())->set("shop", "apiToken", "hush"));
    m_keychain->entries.clear();
    const auto store = openSecretStore(options());
    const auto value = store->get("shop", "apiToken");
    QVERIFY(!value);
    QVERIFY(value.error().message().find("not in this computer's keyring") != std::string::npos);
    QVERIFY(!store->set("shop", "apiToken", "new"));

    m_keychain->mood = FakeKeychain::Mood::LockedReadsNothing; // locked is not the same as gone
    const auto locked = openSecretStore(options())->get("shop", "apiToken");
    QVERIFY(!locked);
    QVERIFY(locked.error().message().find("cannot be used") != std::string::npos);

    m_keychain->mood = FakeKeychain::Mood::Works;
    QVERIFY(store->discard());
    QVERIFY(store->set("shop", "apiToken", "new"));
    QCOMPARE(store->get("shop", "apiToken").value().value(), std::string("new"));
}

void SecretStoreTest::anotherProcessMayChangeTheFile()
{
    const auto one = openSecretStore(options());
    const auto two = openSecretStore(options());
    QVERIFY(one->set("shop", "a", "1"));
    QVERIFY(two->set("shop", "b", "2"));
    QCOMPARE(one->get("shop", "b").value().value(), std::string("2"));
    QCOMPARE(two->get("shop", "a").value().value(), std::string("1"));
}

void SecretStoreTest::aProjectWithoutIdKeepsNothing()
{
    SecretStoreOptions without = options();
    without.projectId.clear();
    const auto stored = openSecretStore(without)->set("shop", "a", "1");
    QVERIFY(!stored);
    QVERIFY(stored.error().message().find("syncline.json") != std::string::npos);
}

QTEST_APPLESS_MAIN(SecretStoreTest)
#include "SecretStoreTest.moc"
