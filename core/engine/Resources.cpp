#include "core/engine/Resources.h"

#include "core/project/StorageKey.h"

#include <QDir>
#include <QFile>

namespace syncline {

namespace {

constexpr std::string_view shipped = "syncline:";

} // namespace

Resources::Resources(const Project &project, std::filesystem::path folder)
    : m_project(project),
      m_folder(std::move(folder))
{
}

std::string Resources::shippedPath(std::string_view name) const
{
    const std::string root = m_folder.empty() ? std::string(":/") : m_folder.string() + "/";
    return root + std::string(name);
}

Result<ScriptSource::Text> Resources::read(std::string_view path)
{
    std::string text;
    if (path.starts_with(shipped)) {
        const std::string_view name = path.substr(shipped.size());
        if (name.find("..") != std::string_view::npos)
            return Error(errc::notFound, "There is no shipped file \"%1\".", {std::string(path)});
        QFile file(QString::fromStdString(shippedPath(name)));
        if (!file.open(QIODevice::ReadOnly))
            return Error(errc::notFound, "There is no shipped file \"%1\".", {std::string(path)});
        text = file.readAll().toStdString();
    } else {
        SYNCLINE_TRY(text, m_project.readFile(path));
    }
    std::string hash = contentHash(text);
    return Text{.text = std::move(text), .hash = std::move(hash)};
}

Result<std::filesystem::path> Resources::filePath(std::string_view path)
{
    const std::filesystem::path relative = std::filesystem::path(path).lexically_normal();
    const bool leaves = relative.empty() || relative.is_absolute() || *relative.begin() == ".." ||
                        *relative.begin() == ".syncline";
    if (leaves)
        return Error(errc::notFound, "\"%1\" is no file of the project.", {std::string(path)});
    return m_project.folder() / relative;
}

std::vector<std::string> Resources::builtInConnectors() const
{
    std::vector<std::string> files;
    const QDir folder(QString::fromStdString(shippedPath("connectors")));
    for (const QString &name : folder.entryList({QStringLiteral("*.lua")}, QDir::Files, QDir::Name))
        files.push_back("syncline:connectors/" + name.toStdString());
    return files;
}

} // namespace syncline
