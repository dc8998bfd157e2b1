#include "app/cli/JsonShapes.h"

#include "core/base/Time.h"
#include "core/model/DependentNames.h"

#include <algorithm>
#include <array>

namespace syncline::cli {

namespace {

constexpr std::array<std::string_view, 6> levelNames{"trace", "debug", "info",
                                                     "warn",  "error", "fatal"};

Value textOrNull(const std::string &text)
{
    return text.empty() ? Value() : Value(text);
}

Value idOrNull(RunId run)
{
    return run == noRun ? Value() : Value(toText(run));
}

/** Only what the field's definition says: defaults are left out, as in model files. */
Value fieldToValue(const FieldDef &field)
{
    ValueObject out{{"name", field.name}, {"type", fieldTypeName(field.type)}};
    const std::pair<const char *, bool> flags[] = {{"list", field.list},
                                                   {"required", field.required},
                                                   {"unique", field.unique},
                                                   {"integer", field.integer}};
    for (const auto &[name, isSet] : flags) {
        if (isSet)
            out.append(name, true);
    }
    const std::pair<const char *, const std::string *> texts[] = {
        {"storageKey", &field.storageKey},
        {"relatedModel", &field.relatedModel},
        {"inverseField", &field.inverseField},
        {"joinModel", &field.joinModel},
        {"joinField", &field.joinField},
        {"expression", &field.expression},
        {"owner", &field.owner},
        {"comment", &field.comment}};
    for (const auto &[name, text] : texts) {
        if (!text->empty())
            out.append(name, *text);
    }
    if (!field.members.empty()) {
        ValueList models;
        for (const UnionMember &member : field.members)
            models.emplace_back(member.model);
        out.append("relatedModels", std::move(models));
    }
    if (field.dependent != Dependent::Ignore)
        out.append("dependent", dependentName(field.dependent));
    if (ValueObject rules = rulesToValue(field.rules); !rules.empty())
        out.append("rules", std::move(rules));
    if (!field.options.empty()) {
        ValueList options;
        for (const EnumOption &option : field.options)
            options.emplace_back(option.value);
        out.append("options", std::move(options));
    }
    if (!field.transitions.empty()) {
        ValueList transitions;
        for (const StateTransition &transition : field.transitions)
            transitions.push_back(
                ValueObject{{"action", transition.action},
                            {"from", ValueList(transition.from.begin(), transition.from.end())},
                            {"to", transition.to}});
        out.append("transitions", std::move(transitions));
    }
    if (!field.fields.empty()) {
        ValueList fields;
        for (const FieldDef &inner : field.fields)
            fields.push_back(fieldToValue(inner));
        out.append("fields", std::move(fields));
    }
    return out;
}

} // namespace

Value toValue(const Error &error)
{
    ValueObject out{{"code", error.code}, {"message", error.message()}};
    if (!error.place.empty())
        out.append("place", error.place);
    if (!error.detail.empty())
        out.append("detail", error.detail);
    if (!error.fields.empty()) {
        ValueObject fields;
        for (const auto &[field, message] : error.fields)
            fields.set(field, message);
        out.append("fields", std::move(fields));
    }
    return out;
}

Value toValue(const Problem &problem)
{
    return ValueObject{
        {"severity", problem.severity == Problem::Severity::Error ? "error" : "warning"},
        {"code", problem.code},
        {"message", problem.message},
        {"file", problem.file},
        {"line", problem.line},
        {"column", problem.column}};
}

Value toValue(const IngestCounts &counts)
{
    return ValueObject{{"created", counts.created},
                       {"updated", counts.updated},
                       {"unchanged", counts.unchanged},
                       {"deleted", counts.deleted},
                       {"failed", counts.failed}};
}

Value toValue(const RunInfo &run)
{
    ValueObject out{{"run", toText(run.id)},
                    {"kind", runKindName(run.kind)},
                    {"subject", run.subject},
                    {"state", runStateName(run.state)},
                    {"parent", idOrNull(run.parent)},
                    {"record", textOrNull(run.record)},
                    {"trigger", run.trigger},
                    {"started", iso::format(run.started)},
                    {"finished", run.finished ? Value(iso::format(*run.finished)) : Value()},
                    {"warnings", run.warnings}};
    if (run.kind == RunKind::Sync) {
        out.append("mode", run.mode);
        ValueObject models;
        for (const ModelProgress &progress : run.models)
            models.set(progress.model, toValue(progress.counts));
        out.append("models", std::move(models));
        out.append("resumable", run.resumable);
        out.append("pendingDeletes", run.pendingDeletes);
    }
    out.append("error", run.error ? toValue(*run.error) : Value());
    return out;
}

Value toValue(const LogEntry &entry)
{
    return ValueObject{{"id", entry.id},
                       {"time", iso::format(entry.time)},
                       {"level", logLevelName(entry.level)},
                       {"run", idOrNull(entry.run)},
                       {"source", entry.source},
                       {"text", entry.text},
                       {"fields", entry.fields}};
}

Value toValue(const Delta &delta)
{
    return ValueObject{{"time", iso::format(delta.time)},
                       {"run", idOrNull(delta.run)},
                       {"field", textOrNull(delta.field)},
                       {"before", delta.before},
                       {"after", delta.after}};
}

Value toValue(const ModelDef &model)
{
    ValueList fields;
    for (const FieldDef &field : model.fields)
        fields.push_back(fieldToValue(field));
    ValueObject out{{"name", model.name},
                    {"plural", model.plural},
                    {"storageKey", model.storageKey},
                    {"fields", std::move(fields)}};
    if (!model.source.connection.empty()) {
        out.append("source", ValueObject{{"connection", model.source.connection},
                                         {"document", model.source.document}});
    }
    return out;
}

Value toValue(const RecordCheck &found)
{
    ValueList failures;
    for (const RecordCheck::Failure &failure : found.failures) {
        ValueList examples;
        for (const RecordCheck::Example &example : failure.examples)
            examples.push_back(
                ValueObject{{"id", toText(example.record)}, {"message", example.message}});
        failures.push_back(ValueObject{{"field", failure.field},
                                       {"rule", failure.rule},
                                       {"count", failure.count},
                                       {"examples", std::move(examples)}});
    }
    return ValueObject{{"model", found.model},
                       {"records", found.records},
                       {"failing", found.failing},
                       {"failures", std::move(failures)},
                       {"scripts", ValueList(found.scripts.begin(), found.scripts.end())}};
}

Value toValue(const SchemaPlan &plan)
{
    ValueList steps;
    for (const SchemaStep &step : plan.steps) {
        ValueList sql;
        for (const std::string &statement : step.sql)
            sql.emplace_back(statement);
        const ValueList losses(step.lossExamples.begin(), step.lossExamples.end());
        const ValueList failures(step.failExamples.begin(), step.failExamples.end());
        steps.push_back(ValueObject{{"model", step.model},
                                    {"field", textOrNull(step.field)},
                                    {"summary", step.summary},
                                    {"sql", std::move(sql)},
                                    {"rowsTouched", step.rowsTouched},
                                    {"rowsLost", step.rowsLost},
                                    {"lossExamples", losses},
                                    {"rowsFailing", step.rowsFailing},
                                    {"failExamples", failures},
                                    {"blocker", textOrNull(step.blocker)}});
    }
    return ValueObject{{"losesData", plan.losesData()},
                       {"steps", std::move(steps)},
                       {"estimatedMs", plan.estimatedMs},
                       {"backupBytes", plan.backupBytes}};
}

Value toValue(const ActionOutcome &outcome)
{
    ValueList errors;
    for (const Error &error : outcome.errors)
        errors.push_back(toValue(error));
    ValueObject out{{"success", outcome.success}, {"errors", std::move(errors)}};
    if (outcome.record)
        out.append("record", outcome.record->toObject());
    if (!outcome.record || !outcome.result.isNull())
        out.append("result", outcome.result);
    out.append("run", idOrNull(outcome.run));
    return out;
}

namespace {

Value optionShape(const ConnectorOption &option)
{
    ValueObject object{{"name", option.name},     {"type", option.type},
                       {"label", option.label},   {"required", !option.optional},
                       {"secret", option.secret}, {"default", option.defaultValue},
                       {"help", option.help}};
    if (!option.values.empty()) {
        ValueList values;
        for (const std::string &value : option.values)
            values.emplace_back(value);
        object.append("values", std::move(values));
    }
    return object;
}

} // namespace

Value toValue(const ConnectorInfo &connector)
{
    ValueList options;
    for (const ConnectorOption &option : connector.options)
        options.push_back(optionShape(option));
    return ValueObject{{"kind", connector.kind},
                       {"title", connector.title},
                       {"summary", connector.summary},
                       {"options", std::move(options)}};
}

Value toValue(const ModelProposal &proposal)
{
    ValueList changes;
    for (const ModelProposal::Change &change : proposal.changes) {
        changes.push_back(ValueObject{
            {"model", change.model}, {"field", textOrNull(change.field)}, {"what", change.what}});
    }
    return ValueObject{{"changes", std::move(changes)}};
}

std::string_view logLevelName(LogLevel level)
{
    return levelNames.at(static_cast<std::size_t>(level));
}

std::optional<LogLevel> logLevelFromName(std::string_view name)
{
    const auto found = std::find(levelNames.begin(), levelNames.end(), name);
    if (found == levelNames.end())
        return std::nullopt;
    return static_cast<LogLevel>(found - levelNames.begin());
}

} // namespace syncline::cli
