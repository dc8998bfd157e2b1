#include "LogStoreTestTools.h"

#include <QElapsedTimer>

#include <thread>

using namespace syncline;
using namespace syncline::test;

class LogStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsLinesAsTheyAre();
    void filters_data();
    void filters();
    void pagesByKey();
    void followsTheTail();
    void findsAcrossSpans();
    void cancelsASearch();
    void keepsCaptures();
    void keepsAtMostSoMany();
    void keepsAtMostSoManyCaptures();
    void tellsItsListener();
    void survivesReopening();
    void manyThreadsAppend();
    void writesFast();

private:
    LogStore::Options options(const char *name = "logs.sqlite") const
    {
        LogStore::Options options;
        options.file = m_folder->filePath(QString::fromUtf8(name)).toStdString();
        return options;
    }
    void open(LogStore::Options options)
    {
        m_log.reset();
        auto opened = LogStore::open(std::move(options));
        QVERIFY2(opened, opened ? "" : opened.error().describe().c_str());
        m_log = std::move(opened).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LogStore> m_log;
};

void LogStoreTest::init()
{
    m_log.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    open(options());
}

void LogStoreTest::keepsLinesAsTheyAre()
{
    LogEntry entry = line(std::string("a\0b \xff \x1b[31m ü", 14), LogLevel::Fatal, 77, -5);
    entry.fields = {{"n", std::int64_t{9'007'199'254'740'993}},
                    {"list", ValueList{1, "zwei", nullptr}}};
    m_log->append(entry);
    m_log->append(line("plain"));
    m_log->flush();
    const auto found = m_log->query({});
    QVERIFY(found);
    QCOMPARE(found->size(), std::size_t(2));
    const LogEntry &kept = found->at(1);
    QCOMPARE(kept.id, std::int64_t(1));
    QCOMPARE(kept.text, entry.text);
    QCOMPARE(kept.level, LogLevel::Fatal);
    QCOMPARE(kept.run, RunId{77});
    QCOMPARE(m_log->newestRun().value(), RunId{77});
    QCOMPARE(kept.time, DateTime{-5});
    QCOMPARE(kept.source, std::string("user"));
    QVERIFY(Value(kept.fields).identicalTo(Value(entry.fields)));
    QVERIFY(found->at(0).fields.empty());
}

void LogStoreTest::filters_data()
{
    QTest::addColumn<LogQuery>("query");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const LogQuery &query, const char *expected) {
        QTest::newRow(name) << query << QByteArray(expected);
    };
    LogQuery query;
    row("everything, newest first", query, "Six,five,four,three,two,one");
    query.minLevel = LogLevel::Warn;
    row("level", query, "Six,four");
    query = {};
    query.run = RunId{7};
    row("run", query, "five,two");
    query = {};
    query.source = "shop";
    row("source", query, "three");
    query = {};
    query.since = DateTime{3'000};
    query.until = DateTime{5'000};
    row("time, both ends in", query, "five,four,three");
    query = {};
    query.search = "SIX";
    row("text in other case", query, "Six");
    query.search = "order-9";
    row("text of fields", query, "four");
    query.search = "f";
    query.minLevel = LogLevel::Info;
    row("search and level", query, "five,four");
    query = {};
    query.search = "100%_";
    row("wildcards mean themselves", query, "");
    query = {};
    query.run = RunId{7};
    query.minLevel = LogLevel::Error;
    row("nothing fits", query, "");
    query = {};
    query.limit = 2;
    row("limit", query, "Six,five");
    query.limit = 0;
    row("limit of 0 is 1", query, "Six");
}

void LogStoreTest::filters()
{
    QFETCH(const LogQuery, query);
    QFETCH(const QByteArray, expected);
    m_log->append(line("one", LogLevel::Trace, 0, 1'000));
    m_log->append(line("two", LogLevel::Debug, 7, 2'000));
    LogEntry three = line("three", LogLevel::Info, 0, 3'000);
    three.source = "shop";
    m_log->append(three);
    LogEntry four = line("four", LogLevel::Warn, 0, 4'000);
    four.fields = {{"order", "Order-9"}};
    m_log->append(four);
    m_log->append(line("five", LogLevel::Info, 7, 5'000));
    m_log->append(line("Six", LogLevel::Error, 8, 6'000));
    m_log->flush();
    QCOMPARE(QByteArray::fromStdString(texts(m_log->query(query))), expected);
}

void LogStoreTest::pagesByKey()
{
    for (int i = 1; i <= 10; ++i)
        m_log->append(line(std::to_string(i)));
    m_log->flush();
    LogQuery query;
    query.limit = 4;
    std::string all;
    while (true) {
        const auto page = m_log->query(query);
        QVERIFY(page);
        if (page->empty())
            break;
        all += texts(page) + ';';
        query.before = page->back().id;
        m_log->append(line("later")); // what comes meanwhile does not shift the pages
        m_log->flush();
    }
    QCOMPARE(all, std::string("10,9,8,7;6,5,4,3;2,1;"));
}

void LogStoreTest::followsTheTail()
{
    for (int i = 1; i <= 5; ++i)
        m_log->append(line(std::to_string(i)));
    m_log->flush();
    LogQuery query;
    query.after = 3;
    QCOMPARE(texts(m_log->query(query)), std::string("4,5"));
    query.after = 5;
    QCOMPARE(texts(m_log->query(query)), std::string());
    m_log->append(line("6"));
    m_log->flush();
    QCOMPARE(texts(m_log->query(query)), std::string("6"));
    query.after = 1;
    query.limit = 2;
    QCOMPARE(texts(m_log->query(query)), std::string("2,3"));
}

void LogStoreTest::findsAcrossSpans()
{
    constexpr int count = 40'000; // three spans
    for (int i = 1; i <= count; ++i)
        m_log->append(line(std::to_string(i),
                           i == 5 || i == 17'000 ? LogLevel::Error : LogLevel::Debug,
                           i % 10'000 == 1 ? 9 : 0, i));
    m_log->flush();
    LogQuery query;
    query.minLevel = LogLevel::Error;
    QCOMPARE(texts(m_log->query(query)), std::string("17000,5"));
    query = {};
    query.run = RunId{9};
    QCOMPARE(texts(m_log->query(query)), std::string("30001,20001,10001,1"));
    query = {};
    query.since = DateTime{16'383};
    query.until = DateTime{16'385};
    QCOMPARE(texts(m_log->query(query)), std::string("16385,16384,16383"));
    query.after = 16'383;
    QCOMPARE(texts(m_log->query(query)), std::string("16384,16385"));
    query = {};
    query.before = 16'385;
    query.limit = 3;
    QCOMPARE(texts(m_log->query(query)), std::string("16384,16383,16382"));
    query = {};
    query.search = "39999";
    QCOMPARE(texts(m_log->query(query)), std::string("39999"));
}

void LogStoreTest::cancelsASearch()
{
    for (int i = 0; i < 60'000; ++i)
        m_log->append(line("the quick brown fox jumps over the lazy dog " + std::to_string(i)));
    m_log->flush();
    LogQuery query;
    query.search = "not there";
    std::stop_source stop;
    stop.request_stop();
    const auto refused = m_log->query(query, stop.get_token());
    QVERIFY(!refused);
    QVERIFY(refused.error().is(errc::cancelled));

    std::stop_source later;
    std::atomic<bool> isOver = false;
    std::atomic<bool> isCancelled = false;
    std::thread searcher([&] {
        while (!isCancelled) { // a search may be over before the stop comes
            const auto found = m_log->query(query, later.get_token());
            if (!found)
                isCancelled = found.error().is(errc::cancelled);
        }
        isOver = true;
    });
    later.request_stop();
    QTRY_VERIFY(isOver);
    searcher.join();
    QVERIFY(m_log->query({}).ok()); // the connection works again
}

void LogStoreTest::keepsCaptures()
{
    HttpCapture capture;
    capture.run = RunId{5};
    capture.connection = "shop";
    capture.startedMs = 1'700'000'000'000;
    capture.durationMs = 12;
    capture.method = "POST";
    capture.url = "http://127.0.0.1/?a=•••";
    capture.requestHeaders = {{"A", "1"}, {"A", "\"2\""}};
    capture.requestBody = std::string("\0\xff", 2);
    capture.status = 503;
    capture.responseHeaders = {{"B", ""}};
    capture.responseBody = "busy";
    capture.responseBytes = 70'000;
    capture.error = "it failed";
    capture.attempt = 3;
    m_log->append(capture);
    capture.run = RunId{6};
    for (int i = 0; i < 3; ++i)
        m_log->append(capture);
    m_log->flush();
    const auto found = m_log->captures(RunId{5}, 0, 10);
    QVERIFY(found);
    QCOMPARE(found->size(), std::size_t(1));
    const HttpCapture &kept = found->at(0);
    QCOMPARE(kept.id, std::int64_t(1));
    QCOMPARE(kept.connection, capture.connection);
    QCOMPARE(kept.startedMs, capture.startedMs);
    QCOMPARE(kept.durationMs, capture.durationMs);
    QCOMPARE(kept.method, capture.method);
    QCOMPARE(kept.url, capture.url);
    QCOMPARE(kept.requestHeaders, capture.requestHeaders);
    QCOMPARE(kept.requestBody, capture.requestBody);
    QCOMPARE(kept.status, capture.status);
    QCOMPARE(kept.responseHeaders, capture.responseHeaders);
    QCOMPARE(kept.responseBody, capture.responseBody);
    QCOMPARE(kept.responseBytes, capture.responseBytes);
    QCOMPARE(kept.error, capture.error);
    QCOMPARE(kept.attempt, capture.attempt);
    const auto page = m_log->captures(noRun, 4, 2);
    QCOMPARE(page->size(), std::size_t(2));
    QCOMPARE(page->at(0).id, std::int64_t(3));
    QCOMPARE(page->at(1).id, std::int64_t(2));
}

void LogStoreTest::keepsAtMostSoMany()
{
    LogStore::Options small = options("small.sqlite");
    small.maxEntries = 1'000;
    open(small);
    for (int i = 1; i <= 5'000; ++i) {
        m_log->append(line(std::to_string(i)));
        if (i % 700 == 0)
            m_log->flush();
    }
    m_log->flush();
    LogQuery query;
    query.limit = 10'000;
    const auto found = m_log->query(query);
    QVERIFY(found);
    QVERIFY2(found->size() <= 1'000 && found->size() >= 980,
             qPrintable(QString::number(found->size())));
    QCOMPARE(found->front().text, std::string("5000"));
    QCOMPARE(found->front().id - found->back().id + 1, static_cast<std::int64_t>(found->size()));
}

void LogStoreTest::keepsAtMostSoManyCaptures()
{
    LogStore::Options small = options("small.sqlite");
    small.maxCaptures = 10;
    small.maxCaptureBytes = 50'000;
    open(small);
    HttpCapture capture;
    for (int i = 0; i < 25; ++i)
        m_log->append(capture);
    m_log->flush();
    QCOMPARE(m_log->captures(noRun, 0, 100)->size(), std::size_t(10));
    capture.responseBody = std::string(20'000, 'x');
    for (int i = 0; i < 5; ++i)
        m_log->append(capture);
    m_log->flush();
    const auto found = m_log->captures(noRun, 0, 100);
    QCOMPARE(found->size(), std::size_t(2));
    QCOMPARE(found->at(0).id, std::int64_t(30));
}

void LogStoreTest::tellsItsListener()
{
    std::atomic<std::int64_t> last = 0;
    m_log->setListener([&last](std::int64_t id) { last = id; });
    m_log->append(line("one"));
    m_log->append(line("two"));
    QTRY_COMPARE(last.load(), std::int64_t(2)); // without flush()
    m_log->setListener({});
    m_log->append(line("three"));
    m_log->flush();
    QCOMPARE(last.load(), std::int64_t(2));
}

void LogStoreTest::survivesReopening()
{
    m_log->append(line("one"));
    m_log.reset(); // commits what is queued
    open(options());
    m_log->append(line("two"));
    m_log->flush();
    const auto found = m_log->query({});
    QCOMPARE(texts(found), std::string("two,one"));
    QCOMPARE(found->front().id, std::int64_t(2));
    QCOMPARE(m_log->dropped(), std::uint64_t(0));
}

void LogStoreTest::manyThreadsAppend()
{
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([this, thread] {
                for (int i = 0; i < 500; ++i) {
                    m_log->append(line(std::to_string(i), LogLevel::Info, thread + 1));
                    if (i % 100 == 0)
                        m_log->flush();
                }
            });
        }
        for (int i = 0; i < 20; ++i)
            QVERIFY(m_log->query({}).ok());
    }
    m_log->flush();
    for (int thread = 1; thread <= 4; ++thread) {
        LogQuery query;
        query.run = RunId{thread};
        query.limit = 1'000;
        const auto found = m_log->query(query);
        QCOMPARE(found->size(), std::size_t(500));
        for (std::size_t i = 0; i < 500; ++i)
            QCOMPARE(found->at(i).text, std::to_string(499 - i)); // in the order of its thread
    }
}

void LogStoreTest::writesFast()
{
    constexpr int count = 50'000;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < count; ++i)
        m_log->append(line("synchronised page 17 of products in 123 ms", LogLevel::Info, 42, i));
    m_log->flush();
    const double rate = count * 1'000.0 / static_cast<double>(std::max<qint64>(1, timer.elapsed()));
    qInfo("%.0f lines a second", rate);
    QCOMPARE(m_log->dropped(), std::uint64_t(0));
    LogQuery query;
    query.limit = 1;
    QCOMPARE(m_log->query(query)->front().id, std::int64_t(count));
}

QTEST_GUILESS_MAIN(LogStoreTest)
#include "LogStoreTest.moc"
