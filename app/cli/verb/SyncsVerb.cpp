#include "app/cli/RunList.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

Task<ExitCode> printFailures(VerbContext &context, const std::string &text)
{
    const std::int64_t id = idFromText(text);
    if (id == 0)
        co_return context.usage(Error(usageError, "--failures needs a run's id, but is \"%1\".",
                                      {text::displayLine(text, 80)}));
    const RunId run{id};
    const Result<std::vector<QuarantinedRecord>> records =
        co_await ask(context, context.engine->quarantined(run));
    if (!records)
        co_return context.fail(records.error());
    TextTable table({"model", "remote id", "reason", "document"}, context.out.columns());
    for (const QuarantinedRecord &record : records.value()) {
        if (context.json()) {
            context.printJson(ValueObject{{"model", record.model},
                                          {"remoteId", record.what.remoteId},
                                          {"reason", record.what.reason},
                                          {"payload", record.what.payload}});
        } else {
            table.add({record.model, record.what.remoteId, record.what.reason,
                       text::displayLine(record.what.payload, 120)});
        }
    }
    if (!context.json())
        context.out.write(table.text());
    co_return ExitCode::Done;
}

Task<ExitCode> runSyncs(VerbContext &context)
{
    if (const auto failures = context.args.value("failures")) {
        const ExitCode code = co_await printFailures(context, *failures);
        co_return code;
    }
    RunQuery query;
    query.kind = RunKind::Sync;
    query.subject = context.args.at(1);
    query.topLevelOnly = false;
    const auto limit = context.args.number("limit", 1, 100'000);
    if (!limit)
        co_return context.usage(limit.error());
    const ExitCode code = co_await printRuns(context, query, limit.value().value_or(50));
    co_return code;
}

} // namespace

VerbSpec syncsVerb()
{
    return {.name = "syncs",
            .summary = "list the syncs that ran, and what they could not store",
            .description = "Newest first. With --json, one object a line.",
            .positionals = {projectFolder(),
                            {.name = "CONNECTION",
                             .help = "Only its syncs",
                             .presence = PositionalSpec::Presence::Optional}},
            .options = {{"failures", "RUN",
                         "The documents that this run could not store, with reasons"},
                        {"limit", "N", "At most N; default: 50"}},
            .examples = {{"syncs shop", "The last syncs of all connections"},
                         {"syncs shop --failures 41", "Why documents were set aside"}},
            .run = runSyncs};
}

} // namespace syncline::cli
