#include "app/cli/QtExecutor.h"
#include "app/socket/CommandServer.h"
#include "app/socket/Frame.h"
#include "app/socket/RemoteCommand.h"
#include "app/socket/SocketPath.h"
#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QCoreApplication>
#include <QLocalServer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <iostream>
#include <sys/stat.h>
#include <thread>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;

namespace {

/** A client of the socket, in this process. */
class Client
{
public:
    MemoryOutput out;
    MemoryOutput err;
    MemoryInput in;

    explicit Client(std::string project)
        : m_project(std::move(project))
    {
    }
    void begin(const Words &words, const std::string &environment = "")
    {
        Request request;
        request.verb = words.front();
        request.words = {words.begin() + 1, words.end()};
        request.caller.directory = "/";
        m_work = run(std::move(request), environment);
        m_work.start();
    }
    void beginRaise()
    {
        m_work = raise();
        m_work.start();
    }
    void interrupt() { m_stop.request_stop(); }
    /** −1: it does not end; −2: no server. */
    int finish()
    {
        static_cast<void>(QTest::qWaitFor([this] { return m_code != -1; }, 20'000));
        return m_code;
    }
    /** Hangs up. */
    void leave()
    {
        m_work = {};
        m_remote.reset();
    }

private:
    Task<void> run(Request request, std::string environment)
    {
        const RemoteCommand::Outcome outcome =
            co_await m_remote->run(m_project, std::move(request), std::move(environment));
        m_code = outcome.isAbsent ? -2 : static_cast<int>(outcome.code);
    }
    Task<void> raise()
    {
        const RemoteCommand::Outcome outcome = co_await m_remote->raise(m_project);
        m_code = outcome.isAbsent ? -2 : static_cast<int>(outcome.code);
    }

    const std::string m_project;
    QObject m_owner;
    QtExecutor m_executor{m_owner};
    std::stop_source m_stop;
    std::unique_ptr<RemoteCommand> m_remote = std::make_unique<RemoteCommand>(
        m_executor, RemoteCommand::Streams{in, out, err}, m_stop.get_token());
    int m_code = -1;
    Task<void> m_work;
};

/** Another process that has the project open, with a VerbEngine. */
class Server
{
public:
    explicit Server(const std::string &project)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(),
                        {QStringLiteral("--serve"), QString::fromStdString(project)});
    }
    ~Server()
    {
        if (m_process.state() != QProcess::NotRunning) {
            tell("close");
            static_cast<void>(
                QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }));
        }
    }
    bool said(const QByteArray &line)
    {
        return QTest::qWaitFor(
            [&] {
                m_output += m_process.readAllStandardOutput();
                return m_output.contains(QByteArray(line + '\n'));
            },
            20'000);
    }
    void tell(const QByteArray &line) { m_process.write(line + '\n'); }
    void kill() { m_process.kill(); }
    bool hasEnded()
    {
        return QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; });
    }

private:
    QProcess m_process;
    QByteArray m_output;
};

RecordRow row(int i)
{
    RecordRow result;
    result.id = RecordId{i};
    result.fields = {{"title", std::string(200, 'x')}, {"price", i}};
    return result;
}

/** The other process: serves until it reads "close". */
int serve(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    VerbEngine engine;
    engine.where = argv[2];
    engine.syncEnds = false;
    for (int i = 1; i <= 20'000; ++i)
        engine.rows.push_back(row(i));
    engine.addLog(LogLevel::Info, "hello");
    const VerbRegistry registry;
    Result<std::unique_ptr<CommandServer>> server = CommandServer::start(engine, registry);
    if (!server) {
        std::cerr << server.error().message() << std::endl;
        return 1;
    }
    QObject::connect(server.value().get(), &CommandServer::raiseRequested, &application,
                     [] { std::cout << "raised" << std::endl; });
    std::cout << "ready" << std::endl;
    std::thread reader([&application] {
        for (std::string line; std::getline(std::cin, line) && line != "close";)
            continue;
        QMetaObject::invokeMethod(&application, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    const int code = QCoreApplication::exec();
    reader.join();
    return code;
}

} // namespace

class SocketTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = m_folder->path().toStdString();
    }
    void cleanup() { QFile::remove(QString::fromStdString(socketPath(m_project).string())); }

    void framesComeInAnyPieces();
    void framesThatAreNoneBreakTheReader();
    void requestsCrossTheSocket();
    void nobodyHasTheProjectOpen();
    void theSocketIsForThisUserOnly();
    void verbsBehaveTheSame();
    void standardInputReachesTheVerb();
    void largeOutputArrivesWhole();
    void manyClientsAtOnce();
    void interruptedClientCancelsTheRun();
    void clientThatLeavesCancelsTheRun();
    void closingTheProjectEndsItsVerbs();
    void killedServerIsSaid();
    void staleSocketIsTakenOver();
    void otherVersionIsRefused();
    void otherEnvironmentIsRefused();
    void silentServerIsLeft();
    void nonsenseHurtsOnlyItsSender();
    void raisesTheWindow();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_project;
};

void SocketTest::framesComeInAnyPieces()
{
    QByteArray bytes = encodeFrame(FrameType::Out, "hello") + encodeFrame(FrameType::Exit) +
                       encodeFrame(FrameType::Err, std::string(70'000, 'y'));
    for (const qsizetype piece : {1, 2, 3, 7, 4096, 100'000}) {
        FrameReader reader;
        std::vector<Frame> frames;
        for (qsizetype at = 0; at < bytes.size(); at += piece) {
            reader.feed(bytes.mid(at, piece));
            while (const std::optional<Frame> frame = reader.next())
                frames.push_back(*frame);
        }
        QCOMPARE(frames.size(), std::size_t{3});
        QVERIFY(frames[0].type == FrameType::Out && frames[0].payload == "hello");
        QVERIFY(frames[1].type == FrameType::Exit && frames[1].payload.isEmpty());
        QVERIFY(frames[2].type == FrameType::Err && frames[2].payload.size() == 70'000);
    }
}

void SocketTest::framesThatAreNoneBreakTheReader()
{
    for (const QByteArray &bytes : {QByteArray(4, '\0'), QByteArray("GET / HTTP/1.1\r\n")}) {
        FrameReader reader;
        reader.feed(bytes);
        QVERIFY(!reader.next().has_value());
        QVERIFY(reader.isBroken());
    }
}

void SocketTest::requestsCrossTheSocket()
{
    Request request;
    request.verb = "eval";
    request.words = {"shop", "--json", "", "ä\n\"x\""};
    request.caller.directory = "/home/a b";
    request.caller.variables = {{"SYNCLINE_SECRET_A", "s"}};
    request.out = {.isTerminal = true, .columns = 80};
    const Request back = Request::fromJson(request.toJson()).value();
    QCOMPARE(back.verb, request.verb);
    QCOMPARE(back.words, request.words);
    QVERIFY(back.caller.directory == request.caller.directory);
    QVERIFY(back.caller.variables == request.caller.variables);
    QVERIFY(back.out.isTerminal && back.out.columns == 80 && !back.err.isTerminal);
    QVERIFY(!Request::fromJson("{").ok());
}

void SocketTest::nobodyHasTheProjectOpen()
{
    Client client(m_project);
    client.begin({"check", "."});
    QCOMPARE(client.finish(), -2);
    QCOMPARE(client.err.text, std::string());
}

void SocketTest::theSocketIsForThisUserOnly()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    const std::filesystem::path socket = socketPath(m_project);
    struct stat state = {};
    QCOMPARE(stat(socket.c_str(), &state), 0);
    QCOMPARE(state.st_mode & 0777U, 0600U);
    QCOMPARE(stat(socket.parent_path().c_str(), &state), 0);
    QCOMPARE(state.st_mode & 0777U, 0700U);
    QVERIFY(socket.string().size() < 108);
}

void SocketTest::verbsBehaveTheSame()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    const std::pair<Words, int> calls[] = {
        {{"records", ".", "product", "--first", "3"}, 0},
        {{"records", ".", "prodct"}, 2},
        {{"history", ".", "product", "1", "--json"}, 0},
        {{"check", "."}, 0},
        {{"check", ".", "--help"}, 0},
        {{"env", ".", "set", "A", "b", "--read-only"}, 4},
        {{"runs", ".", "--bogus"}, 2},
    };
    for (const auto &[words, code] : calls) {
        Client client(m_project);
        client.begin(words);
        QCOMPARE(client.finish(), code);
        VerbHarness here;
        for (int i = 1; i <= 4; ++i)
            here.engine.rows.push_back(row(i));
        QCOMPARE(here.run(words), code);
        QCOMPARE(client.out.text, here.out.text);
        QCOMPARE(client.err.text, here.err.text);
    }
}

void SocketTest::standardInputReachesTheVerb()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.in.text = "A=" + std::string(300'000, 'z') + "\nB=2\n";
    client.begin({"env", ".", "import", "-"});
    QCOMPARE(client.finish(), 0);
    QCOMPARE(client.err.text, std::string("syncline: 2 variables set.\n"));
}

void SocketTest::largeOutputArrivesWhole()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.begin({"records", ".", "product", "--format", "ndjson"});
    QCOMPARE(client.finish(), 0);
    QCOMPARE(std::count(client.out.text.begin(), client.out.text.end(), '\n'), 20'000);
    QVERIFY(client.out.text.size() > 4'000'000);
}

void SocketTest::manyClientsAtOnce()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<Client>(m_project));
        clients.back()->begin({"records", ".", "product", "--format", "ndjson", "--first", "3000"});
    }
    for (const auto &client : clients) {
        QCOMPARE(client->finish(), 0);
        QCOMPARE(std::count(client->out.text.begin(), client->out.text.end(), '\n'), 3000);
    }
}

void SocketTest::interruptedClientCancelsTheRun()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.begin({"sync", ".", "shop", "--json", "--log-level", "info"});
    Client other(m_project);
    other.begin({"check", "."});
    QCOMPARE(other.finish(), 0); // the server is at work
    client.interrupt();
    QCOMPARE(client.finish(), 1);
    QCOMPARE(json::parse(client.out.text).value()["state"].stringOr(), std::string("cancelled"));
}

void SocketTest::clientThatLeavesCancelsTheRun()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.begin({"sync", ".", "shop"});
    const auto state = [this] {
        Client asking(m_project);
        asking.begin({"runs", ".", "--json"});
        if (asking.finish() != 0 || asking.out.text.empty())
            return std::string();
        return json::parse(asking.out.text).value()["state"].stringOr();
    };
    QTRY_COMPARE(state(), std::string("running"));
    client.leave();
    QTRY_COMPARE(state(), std::string("cancelled"));
}

void SocketTest::closingTheProjectEndsItsVerbs()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.begin({"logs", ".", "--follow"});
    QTRY_VERIFY(client.out.text.find("hello") != std::string::npos);
    server.tell("close");
    QCOMPARE(client.finish(), 1);
    QCOMPARE(client.err.text, std::string("syncline: The project was closed while this ran.\n"));
    QVERIFY(server.hasEnded());
    QVERIFY(!std::filesystem::exists(socketPath(m_project)));
}

void SocketTest::killedServerIsSaid()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.begin({"logs", ".", "--follow"});
    QTRY_VERIFY(client.out.text.find("hello") != std::string::npos);
    server.kill();
    QCOMPARE(client.finish(), 1);
    QVERIFY(
        client.err.text.starts_with("syncline: The program that had this project open has ended"));
}

void SocketTest::staleSocketIsTakenOver()
{
    {
        Server server(m_project);
        QVERIFY(server.said("ready"));
        server.kill();
        QVERIFY(server.hasEnded());
    }
    QVERIFY(std::filesystem::exists(socketPath(m_project)));
    Client alone(m_project);
    alone.begin({"check", "."});
    QCOMPARE(alone.finish(), -2);
    Server next(m_project);
    QVERIFY(next.said("ready"));
    Client client(m_project);
    client.begin({"check", "."});
    QCOMPARE(client.finish(), 0);
}

void SocketTest::otherVersionIsRefused()
{
    QVERIFY(prepareSocketFolder(socketPath(m_project)).ok());
    QLocalServer server;
    QVERIFY(server.listen(QString::fromStdString(socketPath(m_project).string())));
    connect(&server, &QLocalServer::newConnection, &server, [this, &server] {
        Welcome welcome;
        welcome.version = "99.0";
        welcome.project = realPath(m_project).string();
        server.nextPendingConnection()->write(encodeFrame(FrameType::Welcome, welcome.toJson()));
    });
    Client client(m_project);
    client.begin({"check", "."});
    QCOMPARE(client.finish(), 4);
    QVERIFY2(client.err.text.find("open in Syncline 99.0") != std::string::npos,
             client.err.text.c_str());
}

void SocketTest::otherEnvironmentIsRefused()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client same(m_project);
    same.begin({"check", "."}, "development");
    QCOMPARE(same.finish(), 0);
    Client client(m_project);
    client.begin({"check", "."}, "production");
    QCOMPARE(client.finish(), 4);
    QVERIFY(client.err.text.find("environment development, not production") != std::string::npos);
}

void SocketTest::silentServerIsLeft()
{
    QVERIFY(prepareSocketFolder(socketPath(m_project)).ok());
    QLocalServer server;
    QVERIFY(server.listen(QString::fromStdString(socketPath(m_project).string())));
    Client client(m_project);
    client.begin({"check", "."});
    QCOMPARE(client.finish(), 4);
    QVERIFY(client.err.text.find("does not answer") != std::string::npos);
}

void SocketTest::nonsenseHurtsOnlyItsSender()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    const QByteArray nonsense[] = {QByteArray("GET / HTTP/1.1\r\n\r\n"),
                                   QByteArray(9, '\xFF'),
                                   encodeFrame(FrameType::Exit, "x"),
                                   encodeFrame(FrameType::Run, "no JSON"),
                                   encodeFrame(static_cast<FrameType>(200), "x"),
                                   encodeFrame(FrameType::Run, "{\"verb\":\"nope\",\"words\":7}")};
    for (const QByteArray &bytes : nonsense) {
        QLocalSocket socket;
        socket.connectToServer(QString::fromStdString(socketPath(m_project).string()));
        socket.write(bytes);
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    }
    Client client(m_project);
    client.begin({"check", "."});
    QCOMPARE(client.finish(), 0);
}

void SocketTest::raisesTheWindow()
{
    Server server(m_project);
    QVERIFY(server.said("ready"));
    Client client(m_project);
    client.beginRaise();
    QCOMPARE(client.finish(), 0);
    QVERIFY(server.said("raised"));
}

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--serve")
        return serve(argc, argv);
    QCoreApplication application(argc, argv);
    SocketTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "SocketTest.moc"
