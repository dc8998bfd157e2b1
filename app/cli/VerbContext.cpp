#include "app/cli/VerbContext.h"

#include "app/cli/JsonShapes.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/Engine.h"

#include <QFile>

#include <algorithm>
#include <charconv>

namespace syncline::cli {

std::filesystem::path VerbContext::path(const std::string &given) const
{
    return (caller.directory / given).lexically_normal();
}

Task<Result<std::string>> VerbContext::readInput(const std::string &file)
{
    if (file == "-") {
        Result<std::string> everything = co_await in.readAll();
        co_return everything;
    }
    QFile source(QString::fromStdString(path(file).string()));
    if (!source.open(QIODevice::ReadOnly))
        co_return Error(usageError, "Cannot read %1: %2.",
                        {file, source.errorString().toStdString()});
    QByteArray bytes = source.read(static_cast<qint64>(Input::maxBytes) + 1);
    if (static_cast<std::size_t>(bytes.size()) > Input::maxBytes)
        co_return Error(usageError, "%1 is larger than %2.",
                        {file, text::humanSize(Input::maxBytes)});
    co_return bytes.toStdString();
}

void VerbContext::note(std::string_view sentence)
{
    err.write("syncline: " + text::escapeControls(sentence) + "\n");
}

void VerbContext::printJson(const Value &value)
{
    out.write(json::write(value) + "\n");
}

ExitCode VerbContext::fail(const Error &error)
{
    const std::string place = error.place.empty() ? "" : error.place + ": ";
    note(place + error.message() + " [" + error.code + "]");
    for (const auto &[field, message] : error.fields)
        note("  " + field + ": " + message);
    if (!error.detail.empty())
        err.write(text::escapeControls(error.detail) + "\n");
    const ExitCode code = exitCodeFor(error);
    if (json() && code != ExitCode::Usage)
        printJson(ValueObject{{"error", toValue(error)}});
    return code;
}

ExitCode VerbContext::usage(const Error &error)
{
    if (error.is(errc::problems))
        return fail(error); // the words were right
    const std::string place = error.place.empty() ? "" : error.place + ": ";
    note(place + error.message());
    err.write("Try \"syncline " + verb.name + " --help\".\n");
    return ExitCode::Usage;
}

ExitCode VerbContext::refused(const Error &error)
{
    return error.is(errc::invalidInput) || error.is(usageError) ? usage(error) : fail(error);
}

Result<std::shared_ptr<const ModelDef>> findModel(const VerbContext &context,
                                                  const std::string &name)
{
    const ProjectPtr project = context.engine->project();
    std::shared_ptr<const ModelDef> model = project->findModel(name);
    if (model)
        return model;
    const std::string file = "models/" + name + "/model.json";
    const auto problem = std::ranges::find_if(project->problems, [&](const Problem &found) {
        return found.file == file && found.severity == Problem::Severity::Error;
    });
    if (problem != project->problems.end()) {
        return Error(errc::problems, "The model \"%1\" is left out until its file is mended: %2",
                     {name, problem->message})
            .withPlace(file + ":" + std::to_string(problem->line) + ":" +
                       std::to_string(problem->column));
    }
    std::vector<std::string> known;
    for (const auto &other : project->models)
        known.push_back(other->name);
    const std::string near = nearest(name, known);
    const std::string shown = text::displayLine(name, 80);
    if (!near.empty())
        return Error(usageError, "There is no model \"%1\"; did you mean %2?", {shown, near});
    return Error(usageError, "There is no model \"%1\"; \"syncline schema\" lists them.", {shown});
}

Result<Value> parseJsonArgument(std::string_view what, std::string_view text)
{
    Result<Value> value = json::parse(text);
    if (value)
        return value;
    const Error &why = value.error();
    return Error(usageError, "%1 is no valid JSON (at line:column %2): %3",
                 {std::string(what), why.place, why.message()});
}

Result<ValueObject> parseObjectArgument(std::string_view what, std::string_view text)
{
    SYNCLINE_TRY(Value value, parseJsonArgument(what, text));
    if (!value.isObject())
        return Error(usageError, "%1 must be a JSON object ({…}), but is a %2.",
                     {std::string(what), std::string(value.kindName())});
    return std::move(value.asObject());
}

Result<DateTime> parseTimeArgument(std::string_view what, std::string_view text, DateTime now)
{
    if (const std::optional<DateTime> time = iso::parseDateTime(text))
        return *time;
    std::int64_t count = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(stopped - text.data()));
    constexpr std::int64_t most = 1'000'000;
    if (failure == std::errc() && count >= 0 && count <= most && unit.size() == 1) {
        constexpr std::string_view units = "smhd";
        constexpr std::int64_t lengths[] = {1'000, 60'000, 3'600'000, 86'400'000};
        const std::size_t which = units.find(unit.front());
        if (which != std::string_view::npos)
            return DateTime{now.ms - count * lengths[which]};
    }
    return Error(usageError,
                 "%1 must be a time (2024-01-31T12:00:00Z) or how long ago (90s, 15m, 2h, 3d), but "
                 "is \"%2\".",
                 {std::string(what), text::displayLine(text, 80)});
}

} // namespace syncline::cli
