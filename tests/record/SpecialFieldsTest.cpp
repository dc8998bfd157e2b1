#include "tests/record/RecordFixture.h"

#include "core/base/Clock.h"
#include "core/connection/RecordVault.h"
#include "core/record/FileKind.h"
#include "core/record/FileUse.h"
#include "core/record/SpecialFields.h"

#include "tests/support/StdToString.h"

#include <QFile>

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

namespace {

constexpr KeyDerivation quick{.operations = 1, .memoryBytes = 8192};

ModelDef userModel()
{
    FieldDef state = field("state", FieldType::RecordState);
    state.options = {{.value = "new", .label = {}, .color = {}},
                     {.value = "done", .label = {}, .color = {}}};
    FieldDef photo = field("photo", FieldType::File);
    photo.rules.images = FieldRules::Images::Only;
    FieldDef papers = field("papers", FieldType::File);
    papers.list = true;
    return model("user", {field("token", FieldType::EncryptedString),
                          field("password", FieldType::Password), photo, papers, state,
                          field("at", FieldType::Vector), field("bio", FieldType::RichText),
                          field("roles", FieldType::RoleList)});
}

std::string base64(std::string_view bytes)
{
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64().toStdString();
}

std::string readAll(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string("?");
}

} // namespace

/** Fields whose stored value is not what was given, on a real database, key file and folder. */
class SpecialFieldsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void encryptedTextOpensInItsPlaceOnly();
    void anUnchangedSecretWritesNothing();
    void historyHoldsNoSecret();
    void passwordsAreHashedAndNeverRead();
    void secretsNeedTheProjectsKey();
    void filesAreStoredOnce();
    void imagesAreKnownByTheirBytes_data();
    void imagesAreKnownByTheirBytes();
    void copiesOfFiles();
    void unusedContentsAreFound();
    void otherValuesSurvive();

private:
    RecordRow create(const ValueObject &fields)
    {
        return m_fixture->write([&](Database &database) {
            return must(RecordWriter(database, *m_user, origin()).create(fields));
        });
    }
    Result<RecordRow> update(RecordId id, const ValueObject &fields)
    {
        return m_fixture->write([&](Database &database) {
            return RecordWriter(database, *m_user, origin()).update(id, fields);
        });
    }
    std::string open(const RecordRow &row, RecordId as)
    {
        const auto plain =
            openSealed(m_vault.get(), "m_user", "f_token", as, row.fields.at("token").stringOr());
        return plain ? *plain : "refused";
    }
    [[nodiscard]] WriteOrigin origin() const
    {
        return {.run = RunId{1}, .now = m_fixture->now, .vault = m_vault.get()};
    }
    std::string everything()
    {
        std::string all = m_fixture
                              ->scalar("SELECT group_concat(coalesce(old_value, '') || "
                                       "coalesce(new_value, ''), ';') FROM _delta")
                              .stringOr();
        return all;
    }

    SystemRandom m_random;
    std::unique_ptr<RecordFixture> m_fixture;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<FileStore> m_files;
    std::unique_ptr<RecordVault> m_vault;
    ModelPtr m_user;
};

void SpecialFieldsTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_user = share(userModel());
    m_fixture->apply({m_user});
    SecretStoreOptions options;
    options.folder = m_fixture->folder();
    options.projectId = "3f0d2c1a-0000-4000-8000-000000000001";
    options.mode = SecretStoreOptions::Mode::KeyFile;
    options.environment = [](const std::string &) { return std::optional<std::string>(); };
    m_secrets = openSecretStore(std::move(options));
    m_files = std::make_unique<FileStore>(m_fixture->folder() / "files");
    m_vault = std::make_unique<RecordVault>(*m_secrets, *m_files, m_random, quick);
}

void SpecialFieldsTest::cleanup()
{
    m_vault.reset();
    m_fixture.reset();
}

void SpecialFieldsTest::encryptedTextOpensInItsPlaceOnly()
{
    const RecordRow one = create({{"token", "s3cr\0t"}});
    const RecordRow other = create({{"token", "ß😀"}});
    QVERIFY(one.fields.at("token").asString().starts_with(sealedPrefix));
    QCOMPARE(open(one, one.id), std::string("s3cr\0t"));
    QCOMPARE(open(other, other.id), std::string("ß😀"));
    QCOMPARE(open(one, other.id), std::string("refused"));
    std::string bent = one.fields.at("token").asString();
    bent[bent.size() - 10] = bent[bent.size() - 10] == 'A' ? 'B' : 'A';
    RecordRow broken = one;
    broken.fields.set("token", bent);
    QCOMPARE(open(broken, one.id), std::string("refused"));

    // A new start has the key from where the project's secrets are.
    m_vault = std::make_unique<RecordVault>(*m_secrets, *m_files, m_random, quick);
    QCOMPARE(open(one, one.id), std::string("s3cr\0t"));
    // What reading gave is taken back by its own record, and by no other.
    QVERIFY(update(one.id, {{"token", one.fields.at("token")}}));
    const auto moved = update(other.id, {{"token", one.fields.at("token")}});
    QVERIFY(!moved);
    QCOMPARE(moved.error().fields.at(0).second,
             std::string("was sealed for another record or with another key"));
}

void SpecialFieldsTest::anUnchangedSecretWritesNothing()
{
    const RecordRow row = create({{"token", "a"}, {"password", "b"}});
    m_fixture->now.ms += 1000;
    const RecordRow same = must(update(row.id, {{"token", "a"}, {"password", true}}));
    QCOMPARE(same.updatedAt, row.updatedAt);
    QCOMPARE(same.fields.at("token"), row.fields.at("token"));
    const RecordRow changed = must(update(row.id, {{"token", "b"}}));
    QVERIFY(changed.updatedAt != row.updatedAt);
    QCOMPARE(open(changed, row.id), std::string("b"));
    QVERIFY(must(update(row.id, {{"token", nullptr}})).fields.at("token").isNull());
}

void SpecialFieldsTest::historyHoldsNoSecret()
{
    const RecordRow row = create({{"token", "plain-one"}, {"password", "pass-one"}});
    must(update(row.id, {{"token", "plain-two"}, {"password", "pass-two"}}));
    const auto history = m_fixture->read(
        [&](Database &database) { return must(recordHistory(database, *m_user, row.id)); });
    QCOMPARE(history.size(), 2U);
    QVERIFY(std::ranges::any_of(history, [](const Delta &delta) {
        return delta.field == "password" && delta.before == Value(true) &&
               delta.after == Value(true);
    }));
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_user, origin()).remove(row.id));
    });
    const std::string all = everything();
    QVERIFY(all.find("plain-") == std::string::npos);
    QVERIFY(all.find("pass-") == std::string::npos);
    QVERIFY(all.find("$argon2") == std::string::npos);
}

void SpecialFieldsTest::passwordsAreHashedAndNeverRead()
{
    const RecordRow row = create({{"password", "Tr0ub4d&r"}});
    QVERIFY(row.fields.at("password").identicalTo(Value(true)));
    const std::string hash = m_fixture->scalar("SELECT f_password FROM m_user").stringOr();
    QVERIFY(hash.starts_with("$argon2id$"));
    QVERIFY(m_vault->isPassword(hash, "Tr0ub4d&r"));
    QVERIFY(!m_vault->isPassword(hash, "tr0ub4d&r"));
    QVERIFY(!m_vault->isPassword("", ""));
    const auto read = m_fixture->read([&](Database &database) {
        RecordReader reader(database, *m_user);
        return std::array{must(reader.passwordHash(row.id, "password")),
                          must(reader.passwordHash(row.id, "token")),
                          must(reader.passwordHash(RecordId{99}, "password"))};
    });
    QCOMPARE(read[0], hash);
    QCOMPARE(read[1] + read[2], std::string());
    const auto none = m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_user, origin()).create({{"password", true}});
    });
    QVERIFY(!none);
    QCOMPARE(none.error().fields.at(0).first, std::string("password"));
    m_fixture->read([&](Database &database) {
        const RecordPage page = must(RecordReader(database, *m_user).page({}));
        QVERIFY(json::write(page.rows.at(0).toObject()).find("argon") == std::string::npos);
    });
}

void SpecialFieldsTest::secretsNeedTheProjectsKey()
{
    const RecordRow row = create({{"token", "a"}});
    must(m_secrets->discard());
    m_vault = std::make_unique<RecordVault>(*m_secrets, *m_files, m_random, quick);
    QCOMPARE(open(row, row.id), std::string("refused"));
    const auto without = m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_user, {RunId{1}, m_fixture->now}).create({{"token", "a"}});
    });
    QVERIFY(!without);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_user").asInt(), 1);
}

void SpecialFieldsTest::filesAreStoredOnce()
{
    const std::string png = "\x89PNG\r\n\x1A\n-not really-IDAT";
    const ValueObject file{{"fileName", "a.txt"}, {"base64", base64(png)}};
    const RecordRow one = create({{"photo", file}, {"papers", ValueList{file, Value(), file}}});
    const Value &photo = one.fields.at("photo");
    QVERIFY(photo["mimeType"] == Value("image/png"));
    QVERIFY(photo["byteSize"] == Value(static_cast<std::int64_t>(png.size())));
    QCOMPARE(readAll(m_files->pathOf(photo["hash"].asString())), png);
    QCOMPARE(m_files->all().size(), 1U);
    QCOMPARE(one.fields.at("papers").asList().size(), 3U);

    Value renamed = photo;
    renamed.asObject().set("fileName", "b.png");
    renamed.asObject().set("mimeType", "text/plain"); // what it is, its bytes say
    const RecordRow two = create({{"photo", renamed}});
    QVERIFY(two.fields.at("photo")["mimeType"] == Value("image/png"));
    QVERIFY(two.fields.at("photo")["fileName"] == Value("b.png"));
    const auto refused = [&](const Value &given) {
        const auto made = update(one.id, {{"photo", given}});
        return made ? std::string("taken") : made.error().fields.at(0).second;
    };
    QCOMPARE(refused(ValueObject{{"fileName", "a"}, {"base64", base64("text")}}),
             std::string("must be an image, but is text/plain"));
    QCOMPARE(refused(ValueObject{{"fileName", "a"}, {"base64", "!"}}),
             std::string("has a \"base64\" that is no base64"));
    renamed.asObject().set("hash", std::string(64, '0'));
    QCOMPARE(refused(renamed),
             std::string("refers to content that this project does not have (000000000000…)"));
}

void SpecialFieldsTest::imagesAreKnownByTheirBytes_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("mimeType");
    QTest::addColumn<bool>("animated");
    const auto row = [](const char *title, const QByteArray &head, const char *name,
                        const char *mimeType, bool animated) {
        QTest::newRow(title) << head << std::string(name) << std::string(mimeType) << animated;
    };
    row("PNG", QByteArray("\x89PNG\r\n\x1A\n..IDAT"), "x", "image/png", false);
    row("PNG that moves", QByteArray("\x89PNG\r\n\x1A\n..acTL..IDAT"), "x", "image/png", true);
    row("acTL in the pixels", QByteArray("\x89PNG\r\n\x1A\n..IDAT..acTL"), "x", "image/png", false);
    row("JPEG", QByteArray("\xFF\xD8\xFF\xE0"), "x.gif", "image/jpeg", false);
    row("GIF", QByteArray("GIF89a..."), "x", "image/gif", false);
    row("GIF that moves", QByteArray("GIF89a...NETSCAPE2.0"), "x", "image/gif", true);
    row("WebP", QByteArray("RIFF\1\1\1\1WEBPVP8X....ANIM"), "x", "image/webp", true);
    row("a lie", QByteArray("MZ\x90 this is a program \x01\x02"), "x.png",
        "application/octet-stream", false);
    row("text", QByteArray("hello"), "x.txt", "text/plain", false);
    row("nothing", QByteArray(), "x.png", "application/octet-stream", false);
}

void SpecialFieldsTest::imagesAreKnownByTheirBytes()
{
    QFETCH(const QByteArray, head);
    QFETCH(const std::string, name);
    QFETCH(const std::string, mimeType);
    QFETCH(const bool, animated);
    const FileKind kind = fileKind(name, {head.constData(), static_cast<std::size_t>(head.size())});
    if (!head.isEmpty() || kind.mimeType != "application/x-zerosize")
        QCOMPARE(kind.mimeType, mimeType);
    QCOMPARE(kind.animated, animated);
}

void SpecialFieldsTest::copiesOfFiles()
{
    const std::filesystem::path source = m_fixture->folder() / "päper.bin";
    const QByteArray bytes(1'000'003, '\x07');
    QFile file(QString::fromStdString(source.string()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const Value copied = must(m_files->keepCopy(source));
    QVERIFY(copied["fileName"] == Value("päper.bin"));
    QCOMPARE(readAll(m_files->pathOf(copied["hash"].asString())), bytes.toStdString());
    const Value given = must(
        m_files->keep("päper.bin", {bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    QVERIFY(given.identicalTo(copied));
    QVERIFY(!m_files->keepCopy(m_fixture->folder() / "nothing"));
    QVERIFY(!m_files->keepCopy(m_fixture->folder()));
}

void SpecialFieldsTest::unusedContentsAreFound()
{
    const auto paper = [](const char *text) {
        return Value(ValueList{ValueObject{{"fileName", "a"}, {"base64", base64(text)}}});
    };
    const RecordRow kept = create({{"papers", paper("kept")}});
    const RecordRow old = create({{"papers", paper("before")}});
    must(update(old.id, {{"papers", paper("after")}}));
    const RecordRow deleted = create({{"papers", paper("deleted")}});
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_user, origin()).remove(deleted.id));
    });
    must(m_files->keep("x", "nobody's"));
    const auto unused = [&](std::chrono::seconds age) {
        return m_fixture->read([&](Database &database) {
            return must(unusedFiles(database, {m_user}, *m_files, age));
        });
    };
    QCOMPARE(unused(1h).size(), 0U); // too young
    const auto found = unused(-1s);
    QCOMPARE(found.size(), 1U);
    QCOMPARE(readAll(found.at(0).path), std::string("nobody's"));
    m_files->remove(found.at(0));
    QCOMPARE(m_files->all().size(), 4U);
    QCOMPARE(unused(-1s).size(), 0U);
}

void SpecialFieldsTest::otherValuesSurvive()
{
    const auto holds = rc::check("values survive the database", [&](const std::vector<double> &at,
                                                                    const std::string &ascii) {
        std::string bio;
        for (const char c : ascii)
            bio += static_cast<char>(c & 0x7F);
        ValueObject fields{{"bio", bio}, {"roles", ValueList{"a", "b-c"}}};
        if (!at.empty())
            fields.append("at", ValueList(at.begin(), at.end()));
        const RecordRow row = create(fields);
        for (const auto &[name, value] : fields)
            RC_ASSERT(row.fields.at(name).identicalTo(value));
        RC_ASSERT(row.fields.at("state") == Value("new"));
        // As JSON, too.
        const Value read = json::parse(json::write(row.toObject())).value();
        RC_ASSERT(read["bio"] == Value(bio));
    });
    QVERIFY(holds);
}

QTEST_APPLESS_MAIN(SpecialFieldsTest)
#include "SpecialFieldsTest.moc"
