#include "core/action/ActionFrame.h"
#include "core/record/LinkedRecords.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"
#include "core/record/SavedQuery.h"

// What `api.…` does (lua-api.md 4).

namespace syncline {

namespace {

constexpr int maxPage = 250;
constexpr int defaultPage = 50;

/** Which records, and in which order: filter, sort, search, saved. */
Result<void> readSelection(const Value &options, const ModelDef &model,
                           const ActionServices &services, RecordQuery &query)
{
    const FilterModels models = [project = services.project()](std::string_view name) {
        return project->findModel(name);
    };
    SYNCLINE_TRY(query.filter, parseFilter(options["filter"], model, models));
    SYNCLINE_TRY(query.sort, parseSort(options["sort"], model));
    query.search = options["search"].stringOr();
    const Value &saved = options["saved"];
    if (saved.isNull())
        return {};
    if (!saved.isString() || !services.savedFilter)
        return Error(errc::invalidQueryInput,
                     "\"saved\" must be the name of a filter that the "
                     "project keeps for %1.",
                     {model.name});
    SYNCLINE_TRY(const SavedFilter kept, services.savedFilter(model.name, saved.asString()));
    return applySaved(kept, model, models, query);
}

Result<RecordQuery> queryFrom(const Value &options, const ModelDef &model,
                              const ActionServices &services)
{
    RecordQuery query;
    if (!options.isObject())
        return query;
    SYNCLINE_CHECK(readSelection(options, model, services, query));
    query.after = options["after"].stringOr();
    query.before = options["before"].stringOr();
    query.first = static_cast<int>(options["first"].intOr(defaultPage));
    if (options["last"].isInt()) {
        query.backwards = true;
        query.first = static_cast<int>(options["last"].asInt());
    }
    if (query.first < 1 || query.first > maxPage) {
        return Error(errc::invalidQueryInput, "A page has 1 to %1 records, but %2 were asked for.",
                     {std::to_string(maxPage), std::to_string(query.first)});
    }
    if (options["select"].isList()) {
        for (const Value &name : options["select"].asList()) {
            if (!name.isString() ||
                (model.findField(name.asString()) == nullptr && !isSystemField(name.asString()))) {
                return Error(errc::invalidQueryInput, "The model %1 has no field \"%2\" to select.",
                             {model.name, name.stringOr()});
            }
            query.select.push_back(name.asString());
        }
    }
    return query;
}

Result<Value> equalsFilter(const Value &fields, const Value &on, const ModelDef &model)
{
    ValueObject filter;
    ValueList keys = on.isList() ? on.asList() : ValueList{"id"};
    for (const Value &key : keys) {
        const FieldDef *field = key.isString() ? fieldOfName(model, key.asString()) : nullptr;
        if (field == nullptr && key.stringOr() != "id") {
            return Error(errc::invalidQueryInput, "upsert: the model %1 has no field \"%2\".",
                         {model.name, key.stringOr()});
        }
        const Value &value = fields[key.asString()];
        filter.set(key.asString(),
                   value.isNull() ? ValueObject{{"isSet", false}} : ValueObject{{"equals", value}});
    }
    return Value(std::move(filter));
}

Error notFound(const ModelDef &model, const std::string &what)
{
    return {errc::recordNotFound, "There is no %1 with %2.", {model.name, what}};
}

/** The operation without its "maybe_". */
std::string_view strict(std::string_view operation)
{
    return operation.starts_with("maybe_") ? operation.substr(6) : operation;
}

bool isFind(std::string_view operation)
{
    const std::string_view name = strict(operation);
    return name == "find_one" || name == "find_first" || name == "find_many" || name == "find_by" ||
           name == "count";
}

/** The options of a find_many that finds what @p name asks for. */
Value optionsOf(std::string_view name, const ApiRequest &request)
{
    if (name == "find_one")
        return ValueObject{{"filter", ValueObject{{"id", ValueObject{{"equals", request.id}}}}}};
    if (name == "find_by") {
        ValueObject filter;
        filter.set(request.options["field"].stringOr(),
                   ValueObject{{"equals", request.options["value"]}});
        return ValueObject{{"filter", std::move(filter)}, {"first", 2}};
    }
    Value options = request.options;
    if (name == "find_first") {
        if (!options.isObject())
            options = ValueObject{};
        options.asObject().set("first", 1);
    }
    return options;
}

} // namespace

Task<Result<ScriptResult>> ActionRunner::api(ApiRequest request)
{
    Result<void> overdue = m_core.checkOverdue();
    if (!overdue)
        co_return std::move(overdue).error();
    if (request.model.empty() && request.operation == "view") {
        Result<ScriptResult> answer = co_await view(std::move(request));
        co_return answer;
    }
    if (request.model.empty()) {
        ActionCall call{.action = request.operation,
                        .id = {},
                        .params =
                            request.input.isObject() ? request.input.asObject() : ValueObject{},
                        .trigger = {{"type", "api"}}};
        Result<ScriptResult> answer = co_await callAction(std::move(call));
        co_return answer;
    }
    std::shared_ptr<const ModelDef> model = m_core.project()->findModel(request.model);
    if (!model)
        co_return Error(errc::notFound, "There is no model \"%1\".", {request.model});
    if (isFind(request.operation)) {
        Result<ScriptResult> answer = co_await find(std::move(model), std::move(request));
        co_return answer;
    }
    if (request.internal) {
        Result<ScriptResult> answer = co_await internal(std::move(model), std::move(request));
        co_return answer;
    }
    if (request.operation == "upsert") {
        Result<ScriptResult> answer = co_await upsert(std::move(model), std::move(request));
        co_return answer;
    }
    ActionCall call{.action = request.model + "." + request.operation,
                    .id = std::move(request.id),
                    .params = request.input.isObject() ? request.input.asObject() : ValueObject{},
                    .trigger = {{"type", "api"}}};
    Result<ScriptResult> answer = co_await callAction(std::move(call));
    co_return answer;
}

Task<Result<ScriptResult>> ActionRunner::callAction(ActionCall call)
{
    const std::shared_ptr<const ActionDef> action = m_core.project()->findAction(call.action);
    ActionOutcome outcome = co_await run(std::move(call), m_depth + 1, m_chain);
    if (!outcome.errors.empty())
        co_return std::move(outcome.errors.front());
    if (action->model.empty() || action->returnsResult)
        co_return ScriptResult(std::move(outcome.result));
    if (!outcome.record)
        co_return ScriptResult(Value());
    ScriptRecordPtr record =
        std::make_shared<ActionRecord>(m_core.project()->findModel(action->model),
                                       std::move(*outcome.record), m_core.recordSources());
    co_return ScriptResult(std::move(record));
}

Result<std::optional<RecordPage>> ActionRunner::findRelated(const ApiRequest &request)
{
    const Value &of = request.options["of"];
    if (!of.isObject())
        return std::optional<RecordPage>();
    RelatedPages::Question question;
    question.model = of["model"].stringOr();
    question.field = of["field"].stringOr();
    question.owner = RecordId{idFromText(of["id"].stringOr())};
    question.target = RecordId{idFromText(request.id)};
    question.first = request.operation == "find_many" ? defaultPage : 1;
    std::optional<RecordPage> page;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(page, m_core.relatedPages().find(database, *m_core.project(), question));
        return {};
    }));
    return page;
}

Result<RecordPage> ActionRunner::readPage(const ModelDef &model, const Value &options)
{
    SYNCLINE_TRY(RecordQuery query, queryFrom(options, model, m_core.services()));
    if (const Value &by = options["linkedBy"]; by.isObject()) {
        const auto owner = m_core.project()->findModel(by["model"].stringOr());
        const FieldDef *field = owner ? owner->findField(by["field"].stringOr()) : nullptr;
        if (field != nullptr)
            query.linkedBy =
                linkedBy(*m_core.project(), *field, RecordId{idFromText(by["id"].stringOr())});
        if (!query.linkedBy)
            return Error(errc::invalidQueryInput, "The records linked by \"%1\" are not known.",
                         {by["field"].stringOr()});
    }
    RecordPage page;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(page, RecordReader(database, model).page(query));
        return {};
    }));
    return page;
}

Result<ScriptResult> ActionRunner::count(const ModelDef &model, const Value &options)
{
    SYNCLINE_TRY(const RecordQuery query, queryFrom(options, model, m_core.services()));
    std::int64_t count = 0;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(count, RecordReader(database, model).count(query.filter, query.search));
        return {};
    }));
    return ScriptResult(Value(count));
}

Task<Result<ScriptResult>> ActionRunner::find(std::shared_ptr<const ModelDef> model,
                                              ApiRequest request)
{
    const std::string name(strict(request.operation));
    const bool maybe = name.size() != request.operation.size();
    if (name == "count")
        co_return count(*model, request.options);
    Result<std::optional<RecordPage>> related = findRelated(request);
    if (!related)
        co_return std::move(related).error();
    std::string what = "the id " + request.id;
    if (name == "find_one" && idFromText(request.id) == 0) {
        if (maybe)
            co_return ScriptResult(Value());
        co_return notFound(*model, what);
    }
    if (name == "find_by")
        what = "this " + request.options["field"].stringOr();
    else if (name == "find_first")
        what = "these properties";
    request.options = optionsOf(name, request);
    RecordPage page;
    if (related.value()) {
        page = std::move(*related.value());
    } else {
        Result<RecordPage> read = readPage(*model, request.options);
        if (!read)
            co_return std::move(read).error();
        page = std::move(read).value();
        if (name == "find_many")
            m_core.relatedPages().add(model, page.rows);
    }
    ScriptRecordList list;
    for (RecordRow &row : page.rows)
        list.records.push_back(
            std::make_shared<ActionRecord>(model, std::move(row), m_core.recordSources()));
    if (name == "find_many") {
        list.hasNextPage = page.hasNext;
        list.hasPreviousPage = page.hasPrevious;
        list.startCursor = std::move(page.startCursor);
        list.endCursor = std::move(page.endCursor);
        co_return ScriptResult(std::move(list));
    }
    if (name == "find_by" && list.records.size() > 1)
        co_return Error(errc::nonUniqueData, "More than one %1 has %2.", {model->name, what});
    if (!list.records.empty())
        co_return ScriptResult(std::move(list.records.front()));
    if (maybe)
        co_return ScriptResult(Value());
    co_return notFound(*model, what);
}

Task<Result<ScriptResult>> ActionRunner::upsert(std::shared_ptr<const ModelDef> model,
                                                ApiRequest request)
{
    Result<Value> filter = equalsFilter(request.input, request.options["on"], *model);
    if (!filter)
        co_return std::move(filter).error();
    Result<void> begun = co_await m_core.begin(model->name + ".upsert");
    if (!begun)
        co_return std::move(begun).error();
    ApiRequest first{.model = model->name,
                     .operation = "maybe_find_first",
                     .internal = false,
                     .id = {},
                     .input = {},
                     .options = ValueObject{{"filter", std::move(filter).value()}}};
    Result<ScriptResult> present = co_await find(model, std::move(first));
    Result<ScriptResult> answer = present;
    if (present) {
        ActionCall call{.action = model->name + ".create",
                        .id = {},
                        .params =
                            request.input.isObject() ? request.input.asObject() : ValueObject{},
                        .trigger = {{"type", "api"}}};
        if (const auto *record = std::get_if<ScriptRecordPtr>(&present.value())) {
            call.action = model->name + ".update";
            call.id = toText(std::static_pointer_cast<ActionRecord>(*record)->id());
        }
        call.params.remove("id");
        answer = co_await callAction(std::move(call));
        if (!answer && answer.error().is(errc::restart))
            co_return answer;
    }
    Result<void> ended = co_await m_core.end(answer.ok());
    if (answer && !ended)
        co_return std::move(ended).error();
    if (!m_core.inTransaction())
        co_await m_core.runAfterCommit();
    co_return answer;
}

Task<Result<ScriptResult>> ActionRunner::internal(std::shared_ptr<const ModelDef> model,
                                                  ApiRequest request)
{
    const RecordId id{idFromText(request.id)};
    ScriptResult answer = Value();
    Result<void> done =
        co_await m_core.write("internal " + model->name, [&](Database &database) -> Result<void> {
            RecordWriter writer(database, *model, m_core.origin());
            const ValueObject fields =
                request.input.isObject() ? request.input.asObject() : ValueObject{};
            if (request.operation == "create") {
                SYNCLINE_TRY(RecordRow row, writer.create(fields, true));
                m_core.changed(model->name, row.id);
                answer =
                    std::make_shared<ActionRecord>(model, std::move(row), m_core.recordSources());
            } else if (request.operation == "update") {
                SYNCLINE_TRY(RecordRow row, writer.update(id, fields, true));
                m_core.changed(model->name, row.id);
                answer =
                    std::make_shared<ActionRecord>(model, std::move(row), m_core.recordSources());
            } else if (request.operation == "delete") {
                SYNCLINE_CHECK(writer.remove(id));
                m_core.changed(model->name, id);
            } else {
                return Error(errc::notFound, "api.internal.%1 has no \"%2\".",
                             {model->name, request.operation});
            }
            return {};
        });
    if (!done)
        co_return std::move(done).error();
    co_return answer;
}

} // namespace syncline
