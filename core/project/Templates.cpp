#include "core/project/Templates.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/project/ConnectionFile.h"
#include "core/project/JsonFile.h"
#include "core/project/ProjectFolder.h"
#include "core/project/ProjectFormat.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <tuple>

namespace syncline {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view descriptionFile = "template.json";

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Result<std::string> readSource(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error(errc::notFound, "The template's file %1 cannot be read: %2.",
                     {path.toStdString(), file.errorString().toStdString()});
    }
    return file.readAll().toStdString();
}

Result<TemplateInfo> readInfo(const QDir &folder)
{
    SYNCLINE_TRY(const std::string text, readSource(folder.filePath(toQString(descriptionFile))));
    SYNCLINE_TRY(const Value value, json::parse(text));
    return TemplateInfo{.name = folder.dirName().toStdString(),
                        .title = value["title"].stringOr(),
                        .summary = value["summary"].stringOr(),
                        .order = static_cast<int>(value["order"].intOr())};
}

/** Files of the template, relative; syncline.json last, so that half a copy is no project. */
std::vector<std::string> templateFiles(const QDir &folder)
{
    std::vector<std::string> files;
    QDirIterator it(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        files.push_back(folder.relativeFilePath(it.next()).toStdString());
    std::erase(files, descriptionFile);
    std::sort(files.begin(), files.end());
    std::stable_partition(files.begin(), files.end(),
                          [](const std::string &file) { return file != projectFileName; });
    return files;
}

/** The template's syncline.json with the new project's name and id. */
Result<std::string> named(const std::string &text, std::string_view name, std::string_view id)
{
    std::vector<Problem> problems;
    JsonFile file(std::string(projectFileName), text, problems);
    std::optional<ProjectSettings> settings = readSettings(file);
    if (!settings)
        return Error(errc::internalError, "The template is damaged: %1",
                     {problems.front().message});
    settings->name = name;
    settings->id = id;
    return writeSettings(*settings);
}

/** Removes what was written when something fails half-way. */
class Rollback
{
public:
    explicit Rollback(fs::path folder)
        : m_folder(std::move(folder)),
          m_existed(fs::exists(m_folder))
    {
    }
    Rollback(const Rollback &) = delete;
    Rollback &operator=(const Rollback &) = delete;
    ~Rollback()
    {
        if (m_kept)
            return;
        std::error_code error;
        if (!m_existed) {
            fs::remove_all(m_folder, error);
            return;
        }
        for (const auto &entry : fs::directory_iterator(m_folder, error)) {
            if (entry.path().filename() != ".git")
                fs::remove_all(entry.path(), error);
        }
    }
    void keep() { m_kept = true; }

private:
    fs::path m_folder;
    bool m_existed;
    bool m_kept = false;
};

} // namespace

std::vector<TemplateInfo> listTemplates(std::string_view source)
{
    std::vector<TemplateInfo> templates;
    const QDir folder(toQString(source));
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (Result<TemplateInfo> info = readInfo(QDir(folder.filePath(name))))
            templates.push_back(std::move(info).value());
    }
    std::sort(templates.begin(), templates.end(), [](const auto &a, const auto &b) {
        return std::tie(a.order, a.name) < std::tie(b.order, b.name);
    });
    return templates;
}

Result<void> createFromTemplate(std::string_view name, const fs::path &folder,
                                std::string_view projectName, std::string_view id,
                                std::string_view source)
{
    const std::vector<TemplateInfo> known = listTemplates(source);
    const bool exists = std::any_of(known.begin(), known.end(),
                                    [&](const TemplateInfo &info) { return info.name == name; });
    if (!exists) {
        std::string names;
        for (const TemplateInfo &info : known)
            names += (names.empty() ? "" : ", ") + info.name;
        return Error(errc::notFound, "There is no template %1. There are: %2.",
                     {inQuotes(name), names});
    }
    if (projectName.empty() || text::displayLine(projectName) != projectName) {
        return Error(errc::invalidInput,
                     "A project's name is one line of text without control characters.");
    }
    SYNCLINE_CHECK(checkFreeFolder(folder));
    Rollback rollback(folder);
    SYNCLINE_CHECK(writeFileAtomically(folder / ".gitignore", projectGitIgnore));
    const QDir origin(QDir(toQString(source)).filePath(toQString(name)));
    for (const std::string &file : templateFiles(origin)) {
        SYNCLINE_TRY(std::string text, readSource(origin.filePath(toQString(file))));
        if (file == projectFileName) {
            SYNCLINE_TRY(text, named(text, projectName, id));
        }
        SYNCLINE_CHECK(writeFileAtomically(folder / file, text));
    }
    rollback.keep();
    return {};
}

} // namespace syncline
