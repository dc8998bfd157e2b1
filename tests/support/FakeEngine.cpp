#include "tests/support/FakeEngine.h"

#include <algorithm>

namespace syncline {

namespace {

Value fieldOf(const RecordRow &row, const std::string &name)
{
    if (name == "remoteId")
        return row.remoteId;
    if (name == "_locale")
        return row.locale;
    if (name == "id")
        return Value(raw(row.id));
    if (name == "createdAt")
        return Value(row.createdAt);
    if (name == "updatedAt")
        return Value(row.updatedAt);
    return row.fields.at(name);
}

int compare(const Value &a, const Value &b)
{
    const auto sign = [](auto x, auto y) { return x < y ? -1 : y < x ? 1 : 0; };
    if (a.isNumber() && b.isNumber())
        return sign(a.asDouble(), b.asDouble());
    if (a.isString() && b.isString())
        return sign(a.asString(), b.asString());
    if (a.isDateTime() && b.isDateTime())
        return sign(a.asDateTime().ms, b.asDateTime().ms);
    if (a.isDate() && b.isDate())
        return sign(a.asDate().days, b.asDate().days);
    if (a.isBool() && b.isBool())
        return sign(a.asBool(), b.asBool());
    return sign(static_cast<int>(a.kind()), static_cast<int>(b.kind()));
}

} // namespace

bool matches(const Filter &filter, const RecordRow &row)
{
    const auto each = [&row](const Filter &child) { return matches(child, row); };
    switch (filter.kind) {
    case Filter::Kind::True:
        return true;
    case Filter::Kind::And:
        return std::all_of(filter.children.begin(), filter.children.end(), each);
    case Filter::Kind::Or:
        return std::any_of(filter.children.begin(), filter.children.end(), each);
    case Filter::Kind::Not:
        return !matches(filter.children.front(), row);
    case Filter::Kind::Compare:
        break;
    case Filter::Kind::Related:
    case Filter::Kind::Some:
    case Filter::Kind::Every:
        return true; // a row alone knows no other records: say what comes by `tables`
    }
    const Value value = fieldOf(row, filter.field);
    const std::string text = value.stringOr();
    const std::string wanted = filter.operand.stringOr();
    switch (filter.op) {
    case FilterOp::Equals:
        return value == filter.operand;
    case FilterOp::NotEquals:
        return !(value == filter.operand);
    case FilterOp::IsSet:
        return value.isNull() != filter.operand.boolOr(true);
    case FilterOp::LessThan:
        return !value.isNull() && compare(value, filter.operand) < 0;
    case FilterOp::LessThanOrEqual:
        return !value.isNull() && compare(value, filter.operand) <= 0;
    case FilterOp::GreaterThan:
        return !value.isNull() && compare(value, filter.operand) > 0;
    case FilterOp::GreaterThanOrEqual:
        return !value.isNull() && compare(value, filter.operand) >= 0;
    case FilterOp::StartsWith:
        return text.starts_with(wanted);
    case FilterOp::EndsWith:
        return text.ends_with(wanted);
    case FilterOp::Contains:
    case FilterOp::Matches:
        return text.find(wanted) != std::string::npos;
    case FilterOp::In:
    case FilterOp::NotIn: {
        const auto &list = filter.operand.asList();
        const bool isIn = std::find(list.begin(), list.end(), value) != list.end();
        return isIn == (filter.op == FilterOp::In);
    }
    case FilterOp::InState:
        return text == wanted || text.starts_with(wanted + ".");
    case FilterOp::CosineSimilarity:
    case FilterOp::L2Distance:
        return true; // nor does it measure
    }
    return false;
}

FakeEngine::FakeEngine()
{
    fakeEdits.applyAs = [this](const EditRequest &request) { return applyEdits(request); };
    updateProject();
}

void FakeEngine::updateProject()
{
    auto copy = std::make_shared<ProjectDef>(def);
    copy->problems = problems;
    m_project = std::move(copy);
}

int FakeEngine::callCount(const std::string &method) const
{
    return static_cast<int>(std::count(calls.begin(), calls.end(), method));
}

void FakeEngine::deliver(std::function<void()> what)
{
    if (m_isHeld)
        m_waiting.push_back(std::move(what));
    else
        QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void FakeEngine::release()
{
    m_isHeld = false;
    for (auto &what : std::exchange(m_waiting, {}))
        deliver(std::move(what));
}

void FakeEngine::setProject(ProjectDef changed)
{
    def = std::move(changed);
    def.revision++;
    updateProject();
    Q_EMIT projectChanged();
    Q_EMIT problemsChanged();
}

void FakeEngine::addLog(LogLevel level, const std::string &text, RunId run)
{
    LogEntry entry;
    entry.id = logList.empty() ? 1 : logList.back().id + 1;
    entry.time = DateTime{1'714'550'000'000 + entry.id * 1000};
    entry.level = level;
    entry.run = run;
    entry.source = "user";
    entry.text = text;
    logList.push_back(std::move(entry));
    Q_EMIT logsAppended(logList.back().id);
}

void FakeEngine::setRun(const RunInfo &run)
{
    const auto same = [&run](const RunInfo &other) { return other.id == run.id; };
    const auto found = std::find_if(runList.begin(), runList.end(), same);
    if (found != runList.end())
        *found = run;
    else
        runList.insert(runList.begin(), run);
    std::erase_if(statusNow.active, same);
    if (run.state == RunState::Running)
        statusNow.active.push_back(run);
    Q_EMIT runChanged(run);
    Q_EMIT statusChanged();
}

void FakeEngine::touch(const std::string &model, const std::vector<std::int64_t> &ids)
{
    RecordsChange change;
    change.model = model;
    change.ids = ids;
    Q_EMIT recordsChanged(change);
}

QFuture<Result<ProjectPtr>> FakeEngine::reload()
{
    return answer("reload", [this]() -> Result<ProjectPtr> { return m_project; });
}

QFuture<Result<void>> FakeEngine::saveModel(ModelDef model)
{
    return answer("saveModel", [this, model = std::move(model)]() -> Result<void> {
        std::erase_if(def.models,
                      [&model](const auto &other) { return other->name == model.name; });
        def.models.push_back(std::make_shared<ModelDef>(model));
        setProject(def);
        return {};
    });
}

QFuture<Result<void>> FakeEngine::saveAction(ActionDef action)
{
    return answer("saveAction", [this, action = std::move(action)]() -> Result<void> {
        std::erase_if(def.actions, [&action](const auto &other) {
            return other->fullName() == action.fullName();
        });
        def.actions.push_back(std::make_shared<ActionDef>(action));
        setProject(def);
        return {};
    });
}

QFuture<Result<std::string>> FakeEngine::readFile(std::string path)
{
    return answer("readFile", [this, path = std::move(path)]() -> Result<std::string> {
        const auto found = files.find(path);
        if (found == files.end())
            return Error(errc::notFound, "There is no file %1.", {path});
        return found->second;
    });
}

QFuture<Result<void>> FakeEngine::writeFile(std::string path, std::string text)
{
    return answer("writeFile",
                  [this, path = std::move(path), text = std::move(text)]() -> Result<void> {
                      files[path] = text;
                      if (path.ends_with(".lua")) {
                          def.scripts[path] = std::to_string(text.size());
                          setProject(def);
                      }
                      return {};
                  });
}

QFuture<Result<void>> FakeEngine::replaceFile(std::string path, std::optional<std::string> before,
                                              std::string text)
{
    return answer(
        "replaceFile",
        [this, path = std::move(path), before = std::move(before),
         text = std::move(text)]() -> Result<void> {
            const auto found = files.find(path);
            if (before ? found == files.end() || found->second != *before : found != files.end())
                return Error("SYNC_CONFLICT", "%1 was changed by another program.", {path});
            files[path] = text;
            return {};
        });
}

void FakeEngine::changeOutside(const std::string &path, std::optional<std::string> text)
{
    if (text) {
        files[path] = *text;
        def.scripts[path] = std::to_string(std::hash<std::string>()(*text));
    } else {
        files.erase(path);
        def.scripts.erase(path);
    }
    setProject(def);
}

QFuture<Result<std::vector<Problem>>> FakeEngine::check()
{
    return answer("check", [this]() -> Result<std::vector<Problem>> { return problems; });
}

QFuture<Result<std::vector<ScriptProblem>>> FakeEngine::checkScript(std::string /*path*/,
                                                                    std::string text)
{
    return answer("checkScript",
                  [this, text = std::move(text)]() -> Result<std::vector<ScriptProblem>> {
                      return checkText ? checkText(text) : scriptProblems;
                  });
}

QFuture<Result<SchemaPlan>> FakeEngine::planSchema()
{
    return answer("planSchema", []() -> Result<SchemaPlan> { return SchemaPlan(); });
}

QFuture<Result<void>> FakeEngine::applySchema(Confirm /*confirmLoss*/)
{
    return answer("applySchema", []() -> Result<void> { return {}; });
}

std::vector<RecordRow> FakeEngine::select(const std::string &model, const RecordQuery &query) const
{
    std::vector<RecordRow> found;
    const auto table = tables.find(model);
    if (table == tables.end())
        return found;
    for (const RecordRow &row : table->second.rows) {
        bool hit = query.search.empty();
        for (const auto &[name, value] : row.fields)
            hit = hit ||
                  (value.isString() && value.asString().find(query.search) != std::string::npos);
        if (hit && matches(query.filter, row))
            found.push_back(row);
    }
    for (auto key = query.sort.rbegin(); key != query.sort.rend(); ++key) {
        std::stable_sort(
            found.begin(), found.end(), [&key](const RecordRow &a, const RecordRow &b) {
                const int order = compare(fieldOf(a, key->field), fieldOf(b, key->field));
                return key->descending ? order > 0 : order < 0;
            });
    }
    return found;
}

QFuture<Result<GridInfo>> FakeEngine::openGrid(std::string model, RecordQuery query)
{
    gridQueries.push_back(query);
    return answer("openGrid",
                  [this, model = std::move(model), query = std::move(query)]() -> Result<GridInfo> {
                      GridInfo info;
                      info.grid = GridId{m_nextGrid++};
                      Grid grid;
                      grid.model = model;
                      grid.query = query;
                      const Table &table = tables[model];
                      if (table.virtualRows == 0)
                          grid.rows = select(model, query);
                      info.rows = table.virtualRows > 0
                                      ? table.virtualRows
                                      : static_cast<std::int64_t>(grid.rows.size());
                      info.exact = table.exact;
                      m_grids[static_cast<std::int64_t>(info.grid)] = std::move(grid);
                      return info;
                  });
}

QFuture<Result<GridPage>> FakeEngine::gridPage(GridId grid, std::int64_t position, int size)
{
    ++pageRequests;
    return answer("gridPage", [this, grid, position, size]() -> Result<GridPage> {
        const auto found = m_grids.find(static_cast<std::int64_t>(grid));
        if (found == m_grids.end())
            return Error(errc::cancelled, "The grid is closed.");
        GridPage page;
        page.position = position;
        const Table &table = tables[found->second.model];
        const auto &rows = found->second.rows;
        const std::int64_t end =
            table.virtualRows > 0 ? table.virtualRows : static_cast<std::int64_t>(rows.size());
        const bool isReversed =
            !found->second.query.sort.empty() && found->second.query.sort.front().descending;
        for (std::int64_t i = position; i < std::min(end, position + size); ++i) {
            if (table.virtualRows > 0) {
                page.rows.push_back(table.make(isReversed ? end - 1 - i : i));
                continue;
            }
            // As the record is now, at the place it had when the grid was opened.
            RecordRow row = rows.at(static_cast<std::size_t>(i));
            const auto now =
                std::find_if(table.rows.begin(), table.rows.end(),
                             [&row](const RecordRow &other) { return other.id == row.id; });
            page.rows.push_back(now == table.rows.end() ? row : *now);
        }
        return page;
    });
}

void FakeEngine::closeGrid(GridId grid)
{
    calls.emplace_back("closeGrid");
    m_grids.erase(static_cast<std::int64_t>(grid));
}

void FakeEngine::cancelGrid(GridId /*grid*/)
{
    calls.emplace_back("cancelGrid");
}

QFuture<Result<RecordPage>> FakeEngine::records(std::string model, RecordQuery query)
{
    return answer(
        "records",
        [this, model = std::move(model), query = std::move(query)]() -> Result<RecordPage> {
            RecordPage page;
            page.rows = select(model, query);
            if (page.rows.size() > static_cast<std::size_t>(query.first)) {
                page.rows.resize(static_cast<std::size_t>(query.first));
                page.hasNext = true;
            }
            return page;
        });
}

QFuture<Result<std::int64_t>> FakeEngine::count(std::string model, Filter filter,
                                                std::string search)
{
    return answer("count",
                  [this, model = std::move(model), filter = std::move(filter),
                   search = std::move(search)]() -> Result<std::int64_t> {
                      RecordQuery query;
                      query.filter = filter;
                      query.search = search;
                      return static_cast<std::int64_t>(select(model, query).size());
                  });
}

QFuture<Result<RecordRow>> FakeEngine::record(std::string model, RecordId id)
{
    return answer("record", [this, model = std::move(model), id]() -> Result<RecordRow> {
        const Table &table = tables[model];
        if (table.virtualRows > 0 && raw(id) <= table.virtualRows)
            return table.make(raw(id) - 1);
        for (const RecordRow &row : table.rows) {
            if (row.id == id)
                return row;
        }
        return Error(errc::recordNotFound, "There is no %1 with the id %2.", {model, toText(id)});
    });
}

QFuture<Result<std::vector<Delta>>> FakeEngine::history(std::string model, RecordId id)
{
    return answer("history",
                  [this, key = model + "/" + toText(id)]() -> Result<std::vector<Delta>> {
                      return deltas[key];
                  });
}

QFuture<Result<RecordCheck>> FakeEngine::checkRecords(std::string model)
{
    return answer("checkRecords", [model]() -> Result<RecordCheck> {
        RecordCheck found;
        found.model = model;
        return found;
    });
}

QFuture<Result<std::vector<ModelCount>>> FakeEngine::modelCounts()
{
    return answer("modelCounts", [this]() -> Result<std::vector<ModelCount>> {
        std::vector<ModelCount> counts;
        for (const auto &model : def.models) {
            const Table &table = tables[model->name];
            counts.push_back({model->name,
                              table.virtualRows > 0 ? table.virtualRows
                                                    : static_cast<std::int64_t>(table.rows.size()),
                              true});
        }
        return counts;
    });
}

} // namespace syncline
