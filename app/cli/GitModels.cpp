#include "app/cli/GitModels.h"

#include "core/base/CallbackTo.h"
#include "core/base/TextSafe.h"
#include "core/project/ProjectLoader.h"
#include "core/project/StorageKey.h"

#include <QProcess>
#include <QStandardPaths>

namespace syncline::cli {

namespace {

struct GitOutput
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

/** One git command in the project's folder; killed when the verb is stopped. */
Task<Result<GitOutput>> git(VerbContext &context, const std::filesystem::path &folder,
                            const QStringList &arguments, const QByteArray &input)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("git"));
    if (program.isEmpty())
        co_return Error(errc::notFound, "git is not installed, so revisions cannot be read.");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    environment.insert(QStringLiteral("GIT_OPTIONAL_LOCKS"), QStringLiteral("0"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(folder.string()));
    std::optional<std::stop_callback<std::function<void()>>> onStop;
    auto begin = [&](const Resolve<bool> &resolve) {
        QObject::connect(&process, &QProcess::finished, &context.owner,
                         [resolve] { resolve(true); });
        QObject::connect(&process, &QProcess::errorOccurred, &context.owner,
                         [resolve](QProcess::ProcessError error) {
                             if (error == QProcess::FailedToStart)
                                 resolve(false);
                         });
        onStop.emplace(context.stop, [resolve] { resolve(false); });
        process.start(program, arguments);
        process.write(input);
        process.closeWriteChannel();
    };
    const bool ended = co_await callbackTo<bool>(context.executor, begin);
    if (!ended) {
        process.kill();
        co_return Error(errc::cancelled, "git did not end: it could not be started, or the command "
                                         "was stopped.");
    }
    GitOutput output;
    output.code = process.exitCode();
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    co_return output;
}

Error gitError(const std::string &revision, const GitOutput &output)
{
    const std::string words = text::displayLine(output.err.trimmed().toStdString(), 200);
    if (output.err.contains("not a git repository")) {
        return {errc::notFound, "The project is in no git repository, so it has no revisions."};
    }
    return {usageError,
            "git knows no revision \"%1\" of this project: %2",
            {text::displayLine(revision, 80), words}};
}

struct Blob
{
    std::string path;
    QByteArray id;
};

/** The definition files in what `git ls-tree -r -z` wrote. */
std::vector<Blob> definitionsIn(const QByteArray &tree)
{
    std::vector<Blob> blobs;
    for (const QByteArray &entry : tree.split('\0')) {
        const qsizetype tab = entry.indexOf('\t');
        const QList<QByteArray> words = entry.left(tab).split(' ');
        const bool isFile = words.size() == 3 && words[0].startsWith("100") && words[1] == "blob";
        std::string path = entry.mid(tab + 1).toStdString();
        if (tab > 0 && isFile && isScanned(path))
            blobs.push_back({.path = std::move(path), .id = words[2]});
    }
    return blobs;
}

/** Takes the contents that `git cat-file --batch` wrote for @p blobs apart. */
Result<ProjectFiles> filesIn(const QByteArray &batch, const std::vector<Blob> &blobs)
{
    ProjectFiles files;
    qsizetype at = 0;
    for (const Blob &blob : blobs) {
        const qsizetype end = batch.indexOf('\n', at);
        const QList<QByteArray> words = batch.mid(at, end - at).split(' ');
        bool ok = words.size() == 3;
        const qsizetype size = ok ? words[2].toLongLong(&ok) : 0;
        if (!ok || end < 0 || end + 1 + size > batch.size())
            return Error(errc::storage, "git could not read %1.", {blob.path});
        const std::string text = batch.mid(end + 1, size).toStdString();
        files.files[blob.path] = {.text = text, .hash = contentHash(text)};
        at = end + 1 + size + 1;
    }
    return files;
}

} // namespace

Task<Result<RevisionModels>> modelsAtRevision(VerbContext &context,
                                              const std::filesystem::path &folder,
                                              const std::string &revision)
{
    const QStringList parse{QStringLiteral("rev-parse"), QStringLiteral("--verify"),
                            QStringLiteral("--end-of-options"),
                            QString::fromStdString(revision) + QStringLiteral("^{commit}")};
    const Result<GitOutput> commit = co_await git(context, folder, parse, {});
    if (!commit)
        co_return commit.error();
    if (commit->code != 0)
        co_return gitError(revision, *commit);
    const QByteArray id = commit->out.trimmed();
    const QStringList list{QStringLiteral("ls-tree"), QStringLiteral("-r"), QStringLiteral("-z"),
                           QString::fromLatin1(id)};
    const Result<GitOutput> tree = co_await git(context, folder, list, {});
    if (!tree)
        co_return tree.error();
    if (tree->code != 0)
        co_return gitError(revision, *tree);
    const std::vector<Blob> blobs = definitionsIn(tree->out);
    QByteArray wanted;
    for (const Blob &blob : blobs)
        wanted += blob.id + '\n';
    const QStringList read{QStringLiteral("cat-file"), QStringLiteral("--batch")};
    const Result<GitOutput> batch = co_await git(context, folder, read, wanted);
    if (!batch)
        co_return batch.error();
    if (batch->code != 0)
        co_return gitError(revision, *batch);
    const Result<ProjectFiles> files = filesIn(batch->out, blobs);
    if (!files)
        co_return files.error();
    RevisionModels models;
    models.commit = id.toStdString();
    models.project = loadProject(*files, folder.filename().string());
    co_return models;
}

} // namespace syncline::cli
