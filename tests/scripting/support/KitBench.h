#pragma once

#include "tests/scripting/support/FakeHttp.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QFile>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace syncline {

/** The project's files from memory, the shipped ones from resources/. */
class KitSources final : public ScriptSource
{
public:
    Result<Text> read(std::string_view path) override
    {
        if (!path.starts_with("syncline:"))
            return files.read(path);
        QFile file(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") + QStringLiteral("/resources/") +
                   QString::fromStdString(std::string(path.substr(9))));
        if (!file.open(QIODevice::ReadOnly))
            return Error(errc::notFound, "There is no shipped file \"%1\".", {std::string(path)});
        return Text{file.readAll().toStdString(), "shipped"};
    }
    Result<std::filesystem::path> filePath(std::string_view path) override
    {
        return std::filesystem::path(folder.path().toStdString()) / path;
    }
    FakeSources files;
    QTemporaryDir folder;
};

/** A script host with an HTTP of the test's own, for connectors. */
struct KitBench
{
    KitBench()
    {
        bench.host = makeScriptHost(
            {.http = &http, .clock = &m_clock, .random = &m_random, .sources = &sources},
            {.workers = 1});
    }
    Result<ProposedModels> propose(const std::string &file)
    {
        const auto session = bench.host->openSession(bench.scope, {});
        return bench.wait(*session, session->proposeModels(file, bench.scope.syncOptions));
    }
    Result<void> sync(const std::string &file)
    {
        const auto session = bench.host->openSession(bench.scope, {});
        return bench.wait(*session, session->runSync(file));
    }

    KitSources sources;
    FakeHttp http;

private:
    SystemClock m_clock;
    SystemRandom m_random;

public:
    ScriptBench bench; ///< Last: ends before what its host uses.
};

} // namespace syncline
