#include "core/connection/Keychain.h"
#include "core/connection/SecretStore.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace syncline;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/** Runs in one of three places (see with-keyring.sh): no keyring, an unlocked one, a locked one. */
class KeychainTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void entriesAreKept();
    void noEntryIsTrustedOnlyWhenTheCanaryIsKept();
    void secretsAreKeptOverARestart();
    void withoutAKeyringThePassphraseIsUsed();
    void manyThreadsMayAsk();

private:
    [[nodiscard]] bool isUnlocked() const { return m_state == "unlocked"; }
    [[nodiscard]] static SecretStoreOptions options(const QTemporaryDir &dir)
    {
        SecretStoreOptions options;
        options.folder = dir.path().toStdString();
        options.projectId = "3f0d2c1a-0000-4000-8000-000000000001";
        options.keychain = systemKeychain(10s);
        options.derivation = {.operations = 1, .memoryBytes = 8192};
        return options;
    }

    QByteArray m_state;
};

void KeychainTest::initTestCase()
{
    m_state = qgetenv("SYNCLINE_TEST_KEYRING");
    QVERIFY2(!m_state.isEmpty(), "run it through with-keyring.sh");
}

void KeychainTest::entriesAreKept()
{
    const auto keychain = systemKeychain(10s);
    const std::string bytes("a\0b\xff", 4);
    const auto written = keychain->write("test", bytes);
    QCOMPARE(written.ok(), isUnlocked());
    if (!isUnlocked()) {
        QCOMPARE(written.error().code, std::string(secretsCode));
        return;
    }
    QCOMPARE(keychain->read("test").value().value(), bytes);
    QVERIFY(keychain->write("test", "second"));
    QCOMPARE(keychain->read("test").value().value(), std::string("second"));
    QVERIFY(keychain->remove("test"));
    QVERIFY(!keychain->read("test").value());
    QVERIFY(keychain->remove("test"));
}

void KeychainTest::noEntryIsTrustedOnlyWhenTheCanaryIsKept()
{
    const auto keychain = systemKeychain(10s);
    const auto probed = probeKeychain(*keychain, "canary");
    QCOMPARE(probed.ok(), isUnlocked());
    if (isUnlocked())
        QVERIFY(!keychain->read("canary:canary").value()); // it is gone again
}

void KeychainTest::secretsAreKeptOverARestart()
{
    const QTemporaryDir dir;
    const auto stored = openSecretStore(options(dir))->set("shop", "apiToken", "hush");
    if (!isUnlocked()) {
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, std::string(secretsCode));
        QVERIFY2(!stored.error().detail.empty(), "says what the keyring said");
        QVERIFY(!fs::exists(fs::path(dir.path().toStdString()) / "secrets.json"));
        return;
    }
    QVERIFY2(stored, stored ? "" : stored.error().describe().c_str());
    const auto again = openSecretStore(options(dir));
    QCOMPARE(again->protection(), std::string("keychain"));
    QCOMPARE(again->get("shop", "apiToken").value().value(), std::string("hush"));

    // The project on another computer: its keyring does not have the key.
    QVERIFY(systemKeychain(10s)->remove("project:3f0d2c1a-0000-4000-8000-000000000001"));
    const auto elsewhere = openSecretStore(options(dir));
    const auto missing = elsewhere->get("shop", "apiToken");
    QVERIFY(!missing);
    QVERIFY(missing.error().message().find("not in this computer's keyring") != std::string::npos);
    QVERIFY(elsewhere->discard());
    QVERIFY(elsewhere->set("shop", "apiToken", "new"));
    QCOMPARE(elsewhere->get("shop", "apiToken").value().value(), std::string("new"));
}

void KeychainTest::withoutAKeyringThePassphraseIsUsed()
{
    const QTemporaryDir dir;
    SecretStoreOptions withPassphrase = options(dir);
    withPassphrase.passphrase = "correct horse";
    const auto store = openSecretStore(withPassphrase);
    QVERIFY(store->set("shop", "apiToken", "hush"));
    QCOMPARE(store->protection(), std::string(isUnlocked() ? "keychain" : "passphrase"));
}

void KeychainTest::manyThreadsMayAsk()
{
    const auto keychain = systemKeychain(10s);
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const std::string key = "thread" + std::to_string(i);
            const bool kept = keychain->write(key, key).ok() &&
                              keychain->read(key).valueOr({}) == key && keychain->remove(key).ok();
            good += kept ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), isUnlocked() ? 8 : 0);
}

QTEST_GUILESS_MAIN(KeychainTest)
#include "KeychainTest.moc"
