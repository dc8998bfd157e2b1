#include "core/script/ScriptHost.h"
// After it: moc stumbles over headers that begin with <compare>.
#include "scripting/source/FileSource.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace syncline;

class FilesSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void resumesAnywhere_data();
    void resumesAnywhere();
    void foldersAreReadByName();
    void cellsBecomeTheirTypes();
    void damageIsNamed_data();
    void damageIsNamed();
    void realData();
    void memoryDoesNotGrowWithTheFile();

private:
    FileSourceOptions options(const QByteArray &name, const QByteArray &content);
    static Result<ValueList> all(FileSourceOptions options);
    QTemporaryDir m_folder;
};

FileSourceOptions FilesSourceTest::options(const QByteArray &name, const QByteArray &content)
{
    QFile file(m_folder.filePath(QString::fromUtf8(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write the test's file");
    FileSourceOptions options;
    options.path = file.fileName().toStdString();
    options.chunk = 2;
    return options;
}

Result<ValueList> FilesSourceTest::all(FileSourceOptions options)
{
    SYNCLINE_TRY(const auto source, FileSource::open(std::move(options)));
    ValueList documents;
    for (;;) {
        SYNCLINE_TRY(const auto page, source->next());
        if (!page)
            return documents;
        page->documents.eachItem([&documents](const json::Handle &item) {
            documents.push_back(item.toValue());
            return true;
        });
    }
}

void FilesSourceTest::reads_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const char *name, QByteArray content,
                        const char *expected) {
        QTest::newRow(title) << QByteArray(name) << content << QByteArray(expected);
    };
    row("csv", "a.csv", "id,name\n1,x\n2,y\n3,z",
        R"([{"id":"1","name":"x"},{"id":"2","name":"y"},{"id":"3","name":"z"}])");
    row("csv with a byte order mark and CRLF", "a.csv", "\xEF\xBB\xBFid,name\r\n1,x\r\n",
        R"([{"id":"1","name":"x"}])");
    row("csv with quotes", "a.csv", "id,name\n1,\"a, \"\"b\"\"\nc\"\n",
        R"([{"id":"1","name":"a, \"b\"\nc"}])");
    row("csv with semicolons", "a.csv", "id;name\n1;\"x;y\"\n", R"([{"id":"1","name":"x;y"}])");
    row("csv with tabs", "a.tsv", "id\tname\n1\tx\n", R"([{"id":"1","name":"x"}])");
    row("csv with empty cells and short rows", "a.csv", "id,a,b\n1,,\n2,x\n",
        R"([{"id":"1","a":null,"b":null},{"id":"2","a":"x"}])");
    row("csv with blank lines", "a.csv", "id\n\n1\n\n\n2\n", R"([{"id":"1"},{"id":"2"}])");
    row("csv with old line ends", "a.csv", "id,n\r1,x\r2,y\r",
        R"([{"id":"1","n":"x"},{"id":"2","n":"y"}])");
    row("csv of a header only", "a.csv", "id,name\n", "[]");
    row("an empty csv", "a.csv", "", "[]");
    row("a json list", "a.json", " [ {\"id\":1,\"t\":\"a]}\\\"\"} ,{\"id\":2},\n{\"id\":3}] ",
        R"([{"id":1,"t":"a]}\""},{"id":2},{"id":3}])");
    row("an empty json list", "a.json", "[]", "[]");
    row("a json object is one document", "a.json", "{\"id\":1}", R"([{"id":1}])");
    row("ndjson", "a.ndjson", "{\"id\":1}\n\n{\"id\":2}\r\n{\"id\":3}",
        R"([{"id":1},{"id":2},{"id":3}])");
    row("jsonl", "a.jsonl", "{\"id\":1}\n", R"([{"id":1}])");
}

void FilesSourceTest::reads()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, expected);
    const Result<ValueList> documents = all(options(name, content));
    QVERIFY2(documents.ok(), documents.ok() ? "" : documents.error().describe().c_str());
    QCOMPARE(QByteArray::fromStdString(json::write(*documents)), expected);
}

void FilesSourceTest::resumesAnywhere_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("csv") << QByteArray("r.csv")
                         << QByteArray("id,name\n1,\"a\nb\"\n2,y\n3,z\n4,w\n5,v\n");
    QTest::newRow("json") << QByteArray("r.json")
                          << QByteArray(
                                 "[{\"id\":1},{\"id\":2}, {\"id\":3},{\"id\":4},{\"id\":5}]");
    QTest::newRow("ndjson") << QByteArray("r.ndjson")
                            << QByteArray(
                                   "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n{\"id\":5}\n");
}

void FilesSourceTest::resumesAnywhere()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, content);
    const FileSourceOptions spec = options(name, content);
    const Result<ValueList> whole = all(spec);
    const auto source = FileSource::open(spec);
    QVERIFY(source.ok());
    std::size_t before = 0;
    for (;;) {
        const auto page = source.value()->next();
        QVERIFY(page.ok());
        if (!page.value())
            break;
        before += page.value()->documents.size();
        FileSourceOptions later = spec;
        later.resume = page.value()->position;
        const Result<ValueList> rest = all(later);
        QVERIFY(rest.ok());
        QCOMPARE(before + rest->size(), whole->size());
        for (std::size_t i = 0; i < rest->size(); ++i)
            QCOMPARE(rest.value()[i], whole.value()[before + i]);
    }
    QCOMPARE(before, whole->size());
}

void FilesSourceTest::foldersAreReadByName()
{
    QDir(m_folder.path()).mkdir(QStringLiteral("many"));
    options("many/b.csv", "id\n3\n4\n5\n");
    options("many/a.csv", "id\n1\n2\n");
    options("many/notes.md", "no data");
    FileSourceOptions spec;
    spec.path = m_folder.filePath(QStringLiteral("many")).toStdString();
    spec.chunk = 1;
    QCOMPARE(json::write(*all(spec)),
             std::string(R"([{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"},{"id":"5"}])"));
    spec.resume = ValueObject{{"file", "b.csv"}, {"offset", 5}};
    QCOMPARE(json::write(*all(spec)), std::string(R"([{"id":"4"},{"id":"5"}])"));
}

void FilesSourceTest::cellsBecomeTheirTypes()
{
    FileSourceOptions spec = options("t.csv", "sku,n,r,b,t\nA,12,1.5,true,007\nB,x,1,no,\n");
    spec.types = {{"n", CellType::Integer}, {"r", CellType::Number}, {"b", CellType::Boolean}};
    spec.id = "sku";
    QCOMPARE(json::write(*all(spec)),
             std::string(R"([{"sku":"A","n":12,"r":1.5,"b":true,"t":"007","id":"A"},)"
                         R"({"sku":"B","n":"x","r":1,"b":false,"t":null,"id":"B"}])"));
}

void FilesSourceTest::damageIsNamed_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("a list that is cut off")
        << QByteArray("d.json") << QByteArray("[{\"id\":1},{\"id\":2}")
        << QByteArray("d.json is damaged near byte");
    QTest::newRow("an item that is cut off")
        << QByteArray("d.json") << QByteArray("[{\"id\":1},{\"id\":")
        << QByteArray("an item is not closed");
    QTest::newRow("a bad line") << QByteArray("d.ndjson") << QByteArray("{\"id\":1}\n{bad}\n")
                                << QByteArray("d.ndjson is damaged near byte 0");
    QTest::newRow("an unknown ending")
        << QByteArray("d.xyz") << QByteArray("1") << QByteArray("cannot be told from its name");
}

void FilesSourceTest::damageIsNamed()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, said);
    const Result<ValueList> documents = all(options(name, content));
    QVERIFY(!documents);
    QVERIFY2(documents.error().message().find(said.toStdString()) != std::string::npos,
             documents.error().message().c_str());
    FileSourceOptions missing;
    missing.path = "/nowhere/at/all.csv";
    QCOMPARE(FileSource::open(missing).error().code, std::string(errc::notFound));
}

void FilesSourceTest::realData()
{
    FileSourceOptions spec;
    spec.path = qEnvironmentVariable("SYNCLINE_SOURCE_DIR").toStdString() +
                "/resources/templates/blog/assets/breweries.csv";
    const Result<ValueList> rows = all(spec);
    QVERIFY(rows.ok());
    QCOMPARE(rows.value()[1]["name"].stringOr(), std::string("Harbour & Sons, Ltd"));
}

void FilesSourceTest::memoryDoesNotGrowWithTheFile()
{
    QByteArray block;
    for (int i = 0; i < 20'000; ++i)
        block +=
            "{\"id\":" + QByteArray::number(i) + ",\"text\":\"" + QByteArray(40, 'x') + "\"}\n";
    FileSourceOptions spec = options("big.ndjson", block);
    spec.chunk = 1000;
    const auto source = FileSource::open(spec);
    std::size_t count = 0;
    for (;;) {
        const auto page = source.value()->next();
        QVERIFY(page.ok());
        if (!page.value())
            break;
        QVERIFY(page.value()->documents.size() <= 1000);
        count += page.value()->documents.size();
    }
    QCOMPARE(count, std::size_t(20'000));
    QCOMPARE(source.value()->done(), 1.0);
}

QTEST_GUILESS_MAIN(FilesSourceTest)
#include "FilesSourceTest.moc"
