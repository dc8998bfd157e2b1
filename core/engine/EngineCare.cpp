#include "core/engine/EngineImpl.h"

#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/RecordCopies.h"
#include "core/project/ProblemPlace.h"
#include "core/record/Integrity.h"
#include "core/record/search/SearchBuild.h"

#include <algorithm>

// Variables of the environment, and the doctor.

namespace syncline {

namespace {

/** What backups there are, and what they take. */
DoctorFinding backupsFinding(const std::filesystem::path &project)
{
    const std::vector<RecordCopy> copies = recordCopies(project);
    DoctorFinding finding{
        .level = DoctorFinding::Level::Note, .topic = "backups", .text = "There are no backups."};
    if (copies.empty())
        return finding;
    std::uint64_t bytes = 0;
    for (const RecordCopy &copy : copies)
        bytes += copy.bytes;
    finding.text = std::to_string(copies.size()) +
                   (copies.size() == 1 ? " backup (" : " backups (") + text::humanSize(bytes) +
                   ") in .syncline/backups, the newest of " + iso::format(copies.front().time);
    return finding;
}

std::string secretOwner(const std::string &environment)
{
    return "env:" + environment;
}

DoctorFinding historyFinding(const HistorySize &size)
{
    const auto human = [](std::int64_t bytes) {
        return text::humanSize(static_cast<std::uint64_t>(bytes));
    };
    DoctorFinding finding{.level = DoctorFinding::Level::Note, .topic = "sizes", .text = {}};
    finding.text = "history of " + size.model + ": " + human(size.bytes) + " in " +
                   std::to_string(size.steps) + " changes, " +
                   (size.budget ? "of a budget of " + human(*size.budget) : "without a budget");
    if (size.budget && size.bytes > *size.budget)
        finding.text += " (changes of the last day and what was deleted in the last 30 days are "
                        "kept all the same)";
    return finding;
}

} // namespace

EnvironmentDef EngineImpl::environmentDef() const
{
    if (const EnvironmentDef *found = m_project->current()->findEnvironment(m_options.environment))
        return *found;
    EnvironmentDef environment;
    environment.name = m_options.environment;
    return environment;
}

std::optional<std::string> EngineImpl::variable(std::string_view name) const
{
    const EnvironmentDef environment = environmentDef();
    const auto found = std::ranges::find(environment.variables, name, &EnvironmentVariable::name);
    if (found == environment.variables.end())
        return std::nullopt;
    if (!found->secret)
        return found->value;
    const Result<std::optional<std::string>> secret =
        m_secrets->get(secretOwner(m_options.environment), found->name);
    return secret ? secret.value() : std::nullopt;
}

QFuture<Result<std::vector<VariableInfo>>> EngineImpl::variables()
{
    return ask<std::vector<VariableInfo>>(
        [this](std::stop_token) -> Result<std::vector<VariableInfo>> {
            std::vector<VariableInfo> all;
            SYNCLINE_TRY(const std::vector<std::string> secrets,
                         m_secrets->names(secretOwner(m_options.environment)));
            for (const EnvironmentVariable &variable : environmentDef().variables) {
                all.push_back(
                    {.name = variable.name,
                     .value = variable.secret ? std::string() : variable.value,
                     .secret = variable.secret,
                     .hasValue = !variable.secret ||
                                 std::ranges::find(secrets, variable.name) != secrets.end()});
            }
            return all;
        });
}

QFuture<Result<void>> EngineImpl::setVariable(std::string name, std::string value, Secrecy secrecy)
{
    return ask<void>([this, name = std::move(name), value = std::move(value),
                      secrecy](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        if (!text::isIdentifier(name)) {
            return Error(errc::invalidInput,
                         "\"%1\" is no name for a variable: letters, digits and _ only, not "
                         "beginning with a digit.",
                         {name});
        }
        EnvironmentDef environment = environmentDef();
        const std::string owner = secretOwner(m_options.environment);
        auto found = std::ranges::find(environment.variables, name, &EnvironmentVariable::name);
        if (found == environment.variables.end()) {
            environment.variables.push_back({.name = name, .value = {}, .secret = false});
            found = environment.variables.end() - 1;
        }
        if (found->secret && secrecy == Secrecy::Plain)
            SYNCLINE_CHECK(m_secrets->remove(owner, name));
        found->secret = secrecy == Secrecy::Secret;
        found->value = found->secret ? std::string() : value;
        if (found->secret)
            SYNCLINE_CHECK(m_secrets->set(owner, name, value));
        SYNCLINE_CHECK(m_project->saveEnvironment(environment));
        adopt(m_project->reload());
        return {};
    });
}

QFuture<Result<void>> EngineImpl::unsetVariable(std::string name)
{
    return ask<void>([this, name = std::move(name)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        EnvironmentDef environment = environmentDef();
        const auto found =
            std::ranges::find(environment.variables, name, &EnvironmentVariable::name);
        if (found == environment.variables.end()) {
            return Error(errc::notFound, "The environment %1 has no variable \"%2\".",
                         {m_options.environment, name});
        }
        if (found->secret)
            SYNCLINE_CHECK(m_secrets->remove(secretOwner(m_options.environment), name));
        environment.variables.erase(found);
        SYNCLINE_CHECK(m_project->saveEnvironment(environment));
        adopt(m_project->reload());
        return {};
    });
}

QFuture<Result<std::vector<DoctorFinding>>> EngineImpl::doctor()
{
    return ask<std::vector<DoctorFinding>>(
        [this](std::stop_token stop) -> Result<std::vector<DoctorFinding>> {
            using Level = DoctorFinding::Level;
            std::vector<DoctorFinding> findings;
            SYNCLINE_TRY(const std::vector<std::string> broken, m_store->integrityCheck(stop));
            for (const std::string &line : broken)
                findings.push_back({.level = Level::Error, .topic = "integrity", .text = line});
            if (broken.empty())
                findings.push_back(
                    {.level = Level::Ok, .topic = "integrity", .text = "The database is sound."});

            SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
            std::int64_t records = 0;
            for (const auto &model : effective()->models) {
                SYNCLINE_TRY(const std::int64_t rows,
                             RecordReader(reader.database(), *model).count({}));
                records += rows;
                SYNCLINE_TRY(const std::vector<std::string> faults,
                             checkModel(reader.database(), *model, *effective()));
                for (const std::string &line : faults)
                    findings.push_back({.level = Level::Warning, .topic = "orphans", .text = line});
                SYNCLINE_TRY(const std::vector<std::string> unknown,
                             checkSearchIndex(reader.database(), ModelTable(*model)));
                for (const std::string &line : unknown)
                    findings.push_back({.level = Level::Warning,
                                        .topic = "search",
                                        .text = line + " It is built anew at the next search."});
            }
            const auto orphaned = std::ranges::count(findings, "orphans", &DoctorFinding::topic);
            if (orphaned == 0)
                findings.push_back(
                    {.level = Level::Ok,
                     .topic = "orphans",
                     .text = "Every reference has its target and every source id is unique."});

            SYNCLINE_TRY(DoctorFinding contents, unusedContents(Unused::Count, stop));
            findings.push_back(std::move(contents));
            const std::filesystem::path data = m_project->folder() / ".syncline";
            for (const std::string &name :
                 {m_options.environment + ".sqlite", m_options.environment + ".sqlite-wal",
                  std::string("logs.sqlite")}) {
                std::error_code error;
                const auto size = std::filesystem::file_size(data / name, error);
                if (!error)
                    findings.push_back({.level = Level::Note,
                                        .topic = "sizes",
                                        .text = name + ": " + text::humanSize(size)});
            }
            findings.push_back(backupsFinding(m_project->folder()));
            SYNCLINE_TRY(const std::vector<HistorySize> histories, m_histories->sizesNow(stop));
            for (const HistorySize &size : histories)
                findings.push_back(historyFinding(size));
            findings.push_back({.level = Level::Note,
                                .topic = "sizes",
                                .text = text::counted(records, "record") + " in " +
                                        text::counted(std::ssize(effective()->models), "model")});
            for (const Problem &problem : m_project->current()->problems) {
                findings.push_back({.level = problem.severity == Problem::Severity::Error
                                                 ? Level::Error
                                                 : Level::Warning,
                                    .topic = "project",
                                    .text = placeOf(problem) + ": " + problem.message});
            }
            {
                const std::lock_guard lock(m_mutex);
                for (const WaitingChange &change : m_waiting)
                    findings.push_back(
                        {.level = Level::Warning,
                         .topic = "schema",
                         .text = change.model + ": " + change.what + "; see `syncline migrate`."});
            }
            findings.push_back({.level = Level::Note,
                                .topic = "versions",
                                .text = "Syncline " SYNCLINE_CORE_VERSION ", project format " +
                                        std::to_string(m_project->current()->formatVersion)});
            return findings;
        });
}

} // namespace syncline
