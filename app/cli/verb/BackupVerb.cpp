#include "app/cli/Background.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Clock.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/RecordCopies.h"

namespace syncline::cli {

namespace {

Value copyToValue(const RecordCopy &copy)
{
    return ValueObject{{"file", copy.file.string()},
                       {"environment", copy.environment},
                       {"reason", copy.reason},
                       {"time", iso::format(copy.time)},
                       {"bytes", static_cast<std::int64_t>(copy.bytes)}};
}

void printList(VerbContext &context, const std::vector<RecordCopy> &copies)
{
    if (context.json()) {
        ValueList list;
        for (const RecordCopy &copy : copies)
            list.push_back(copyToValue(copy));
        context.printJson(ValueObject{{"backups", std::move(list)}});
        return;
    }
    if (copies.empty()) {
        context.note("There are no backups in .syncline/backups.");
        return;
    }
    TextTable table({"time", "environment", "made", "size", "file"}, context.out.columns());
    for (const RecordCopy &copy : copies) {
        const std::string made = copy.reason == "schema"     ? "before models changed"
                                 : copy.reason == "replaced" ? "by a restore"
                                                             : "by hand";
        table.add({iso::format(copy.time), copy.environment, made, text::humanSize(copy.bytes),
                   copy.file.filename().string()});
    }
    context.out.write(table.text());
}

/** Where there is no project, that is what the exit code says. */
ExitCode failed(VerbContext &context, const Error &error, const std::filesystem::path &project)
{
    std::error_code none;
    const ExitCode code = context.fail(error);
    return std::filesystem::exists(project / "syncline.json", none) ? code : ExitCode::CannotOpen;
}

Foreign foreignOf(const VerbContext &context)
{
    return context.args.has("force") ? Foreign::Accept : Foreign::Refuse;
}

Task<ExitCode> runBackup(VerbContext &context)
{
    const std::filesystem::path project = context.path(context.args.at(0));
    const std::string environment = context.args.valueOr("environment", "development");
    if (context.args.has("list")) {
        if (context.args.count() > 1)
            co_return context.usage(Error(usageError, "--list takes no FILE."));
        printList(context, recordCopies(project));
        co_return ExitCode::Done;
    }
    std::filesystem::path to;
    if (context.args.count() > 1)
        to = context.path(context.args.at(1));
    const DateTime now = SystemClock().now();
    const Foreign foreign = foreignOf(context);
    const std::function<Result<RecordCopy>()> work = [&] {
        return copyRecords(project, environment, to, now, context.stop, foreign);
    };
    const Result<RecordCopy> copy = co_await inBackground<RecordCopy>(context, work);
    if (!copy)
        co_return failed(context, copy.error(), project);
    if (context.json()) {
        context.printJson(copyToValue(*copy));
    } else {
        context.out.write(text::escapeControls(copy->file.string()) + " (" +
                          text::humanSize(copy->bytes) + ")\n");
    }
    co_return ExitCode::Done;
}

Task<ExitCode> runRestore(VerbContext &context)
{
    const std::filesystem::path project = context.path(context.args.at(0));
    const std::filesystem::path from = context.path(context.args.at(1));
    const std::string environment = context.args.valueOr("environment", "development");
    const DateTime now = SystemClock().now();
    const Foreign foreign = foreignOf(context);
    const std::function<Result<CopyRestore>()> work = [&] {
        return restoreRecords(project, environment, from, now, context.stop, foreign);
    };
    const Result<CopyRestore> restored = co_await inBackground<CopyRestore>(context, work);
    if (!restored)
        co_return failed(context, restored.error(), project);
    const std::string kept = restored->kept.string();
    if (context.json()) {
        context.printJson(ValueObject{{"restored", from.string()},
                                      {"kept", kept.empty() ? Value() : Value(kept)},
                                      {"damaged", restored->damaged}});
        co_return ExitCode::Done;
    }
    context.out.write("Restored.\n");
    if (!kept.empty()) {
        context.note("What was there before is kept as " + text::escapeControls(kept) +
                     (restored->damaged ? ", as it was: it could not be read whole." : "."));
    }
    co_return ExitCode::Done;
}

} // namespace

VerbSpec backupVerb()
{
    return {
        .name = "backup",
        .summary = "copy the records into a file, also while the project is open",
        .description =
            "The copy is of one moment and is checked before it counts; others may read and write "
            "meanwhile. Without FILE it goes into .syncline/backups, where nothing that was made "
            "by hand is ever deleted. Contents of file fields, logs and secrets are not in it.\n\n"
            "Before models change so that values go or are converted, a backup is made by itself. "
            "Of these the newest 10, and at most 2 GB, are kept; settings of syncline.json say "
            "otherwise: {\"backups\":{\"keep\":10,\"megabytes\":2048}}.",
        .positionals = {projectFolder(),
                        {.name = "FILE",
                         .help = "Where to; an earlier backup there is replaced, nothing else is",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = {{"list", "", "Show what backups there are"},
                    {"force", "", "Replace FILE even if it is a backup of another project"}},
        .examples = {{"backup shop", "Into .syncline/backups; prints the file"},
                     {"backup shop monday.sqlite", "Into a file of yours"},
                     {"backup shop --list", "What there is, the newest first"}},
        .exits = {{ExitCode::Failed, "there are no records, or the copy could not be made"},
                  {ExitCode::Refused, "FILE is a backup of another project"}},
        .needs = VerbSpec::Needs::Nothing,
        .run = runBackup};
}

VerbSpec restoreVerb()
{
    return {
        .name = "restore",
        .summary = "put a backup in the place of the records",
        .description =
            "The backup is checked first; what is replaced is kept in .syncline/backups. Refused "
            "while the project is open anywhere. The project's files stay as they are: where the "
            "models in them differ from those of the backup, the data follows as always (see "
            "migrate).",
        .positionals = {projectFolder(), {.name = "FILE", .help = "A backup"}},
        .options = {{"force", "", "Even if FILE is a backup of another project"}},
        .examples = {{"restore shop monday.sqlite", "Back to Monday"},
                     {"restore shop shop/.syncline/backups/"
                      "development-schema-20260131T120000Z.sqlite",
                      "As it was before models changed"}},
        .exits = {{ExitCode::Failed, "FILE is no sound backup; nothing was changed"},
                  {ExitCode::Refused, "the project is open, or FILE is of another project"}},
        .needs = VerbSpec::Needs::Nothing,
        .writes = [](const Arguments &) { return true; },
        .run = runRestore};
}

} // namespace syncline::cli
