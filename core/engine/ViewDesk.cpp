#include "core/engine/ViewDesk.h"

#include "core/project/ViewFile.h"
#include "core/record/view/ViewCheck.h"
#include "core/record/view/ViewQuery.h"
#include "core/transfer/ViewExport.h"

#include <algorithm>
#include <optional>

namespace syncline {

namespace {

constexpr int threadCount = 3;
/** What the rows that a grid gets may hold. */
constexpr std::size_t mostBytes = 64U * 1024 * 1024;

std::size_t bytesOf(const ViewRow &row)
{
    std::size_t bytes = sizeof(ViewRow) + row.size() * sizeof(Value);
    for (const Value &value : row) {
        if (value.isString())
            bytes += value.asString().size();
        else if (value.isList())
            bytes += value.asList().size() * 100;
        else if (value.isObject())
            bytes += value.asObject().size() * 150;
    }
    return bytes;
}

/** Both of two stops. */
class EitherStop
{
public:
    EitherStop(const std::stop_token &one, const std::stop_token &other)
        : m_one(one, [this] { m_source.request_stop(); }),
          m_other(other, [this] { m_source.request_stop(); })
    {
    }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_one;
    std::stop_callback<std::function<void()>> m_other;
};

/** What the rows say of columns that no field says anything of. */
void typeByRows(ViewResult &result)
{
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
        ViewColumn &column = result.columns[i];
        if (column.type != ViewColumnType::Any)
            continue;
        bool isNumber = true;
        bool isText = true;
        bool isAny = false;
        for (const ViewRow &row : result.rows) {
            if (row[i].isNull())
                continue;
            isAny = true;
            isNumber = isNumber && row[i].isNumber();
            isText = isText && row[i].isString();
        }
        if (isAny && isNumber)
            column.type = ViewColumnType::Number;
        else if (isAny && isText)
            column.type = ViewColumnType::Text;
    }
}

} // namespace

/** A connection of its own with a query on it; the members end in the opposite order. */
struct ViewDesk::Session
{
    std::unique_ptr<Store::Scratch> connection;
    std::unique_ptr<ViewSchema> schema;
    std::unique_ptr<ViewQuery> query;
};

ViewDesk::ViewDesk(ViewServices services)
    : m_services(std::move(services))
{
}

ViewDesk::~ViewDesk()
{
    close();
}

void ViewDesk::close()
{
    std::shared_ptr<Asks> threads;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        threads.swap(m_threads);
    }
    if (threads) {
        threads->stop();
        threads->join();
    }
}

std::shared_ptr<Asks> ViewDesk::threads()
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return nullptr;
    if (!m_threads)
        m_threads = std::make_shared<Asks>(threadCount);
    return m_threads;
}

template <typename T>
QFuture<Result<T>> ViewDesk::ask(std::stop_token stop,
                                 std::function<Result<T>(const std::stop_token &)> question)
{
    const std::shared_ptr<Asks> asks = threads();
    if (!asks) {
        const Answer<T> answer;
        answer.give(projectClosed());
        return answer.future();
    }
    return asks->ask<T>([stop = std::move(stop), question = std::move(question)](
                            const std::stop_token &closing) -> Result<T> {
        const EitherStop either(stop, closing);
        if (either.token().stop_requested())
            return Error(errc::cancelled, "The view was stopped.");
        return question(either.token());
    });
}

Result<ViewDef> ViewDesk::find(const ViewRequest &request) const
{
    if (request.text) {
        std::vector<Problem> ignored;
        return readView(request.name, *request.text, viewPath(request.name), ignored);
    }
    // The files' newest state: a view needs nothing of the database but its models.
    const std::shared_ptr<const ViewDef> view =
        m_services.project->current()->findView(request.name);
    if (!view)
        return Error(errc::notFound, "There is no view \"%1\" in this project.", {request.name});
    return *view;
}

Result<std::unique_ptr<ViewDesk::Session>> ViewDesk::begin(const ViewRequest &request,
                                                           const std::stop_token &stop,
                                                           std::chrono::milliseconds time) const
{
    SYNCLINE_TRY(const ViewDef view, find(request));
    SYNCLINE_TRY(const ValueObject values, viewValues(view, request.params));
    auto session = std::make_unique<Session>();
    SYNCLINE_TRY(session->connection, m_services.store->scratch());
    session->schema =
        std::make_unique<ViewSchema>(m_services.effective()->models, m_services.random->uuid());
    Database &database = session->connection->database();
    SYNCLINE_CHECK(session->schema->create(database));
    SYNCLINE_TRY(session->query, ViewQuery::prepare(database, *session->schema, *m_services.clock,
                                                    {.time = time, .stop = stop}, view));
    SYNCLINE_CHECK(session->query->bind(values));
    return session;
}

Result<ViewResult> ViewDesk::perform(const ViewRequest &request, std::int64_t rows,
                                     const std::stop_token &stop) const
{
    const auto begun = m_services.clock->steady();
    SYNCLINE_TRY(const std::unique_ptr<Session> session, begin(request, stop, maxViewTime));
    ViewResult result;
    result.columns = session->query->columns();
    const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(rows, 0, maxViewRows));
    std::size_t bytes = 0;
    for (;;) {
        SYNCLINE_TRY(std::optional<ViewRow> row, session->query->next());
        if (!row)
            break;
        bytes += bytesOf(*row);
        if (result.rows.size() == most || (bytes > mostBytes && !result.rows.empty())) {
            result.truncated = true;
            break;
        }
        result.rows.push_back(std::move(*row));
    }
    typeByRows(result);
    const auto took = m_services.clock->steady() - begun;
    result.elapsedMs = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    return result;
}

Result<ExportOutcome> ViewDesk::write(const ViewExport &request, const std::stop_token &stop) const
{
    SYNCLINE_TRY(const std::unique_ptr<Session> session,
                 begin(request.view, stop, std::chrono::milliseconds(0)));
    std::vector<std::string> columns;
    for (const ViewColumn &column : session->query->columns())
        columns.push_back(column.name);
    const std::string title = request.view.name.empty() ? "query" : request.view.name;
    std::int64_t left = request.limit;
    return writeViewRows(title, columns, request.format, request.file,
                         [&]() -> Result<std::optional<ViewRow>> {
                             if (left == 0)
                                 return std::optional<ViewRow>();
                             --left;
                             return session->query->next();
                         });
}

QFuture<Result<ViewResult>> ViewDesk::run(ViewRequest request, std::int64_t rows)
{
    std::stop_token stop = request.stop;
    return ask<ViewResult>(
        std::move(stop), [this, request = std::move(request), rows](const std::stop_token &either) {
            return perform(request, rows, either);
        });
}

void ViewDesk::runFor(ViewRequest request, std::function<void(Result<ViewResult>)> done)
{
    const std::shared_ptr<Asks> asks = threads();
    if (!asks)
        return done(projectClosed());
    const auto work = [this, closing = asks->stopToken(), request = std::move(request), done] {
        const EitherStop either(request.stop, closing);
        done(perform(request, maxViewRows, either.token()));
    };
    if (!asks->post(work))
        done(projectClosed());
}

QFuture<Result<ExportOutcome>> ViewDesk::exportRows(ViewExport request)
{
    std::stop_token stop = request.view.stop;
    return ask<ExportOutcome>(std::move(stop),
                              [this, request = std::move(request)](const std::stop_token &either) {
                                  return write(request, either);
                              });
}

QFuture<Result<std::vector<Problem>>> ViewDesk::check(std::string name, std::string text)
{
    return ask<std::vector<Problem>>(
        {},
        [this, name = std::move(name),
         text = std::move(text)](const std::stop_token &) -> Result<std::vector<Problem>> {
            SYNCLINE_TRY(const std::unique_ptr<ViewCheck> checker,
                         ViewCheck::open(m_services.project->current()->models));
            ViewDef view;
            view.name = name;
            view.text = text;
            return checker->check(view);
        });
}

std::vector<Problem> ViewDesk::checkAll()
{
    const ProjectPtr project = m_services.project->current();
    std::vector<Problem> problems;
    if (project->views.empty())
        return problems;
    const Result<std::unique_ptr<ViewCheck>> checker = ViewCheck::open(project->models);
    for (const auto &view : project->views) {
        if (!checker)
            break; // The models' own problems say why.
        for (Problem &problem : checker.value()->check(*view)) {
            if (problem.code != headerProblem) // Those the project has said already.
                problems.push_back(std::move(problem));
        }
    }
    return problems;
}

Result<void> ViewDesk::change(const std::function<Result<void>()> &work)
{
    SYNCLINE_CHECK(m_services.writable());
    SYNCLINE_CHECK(work());
    m_services.filesChanged();
    return {};
}

QFuture<Result<void>> ViewDesk::save(std::string name, std::optional<std::string> before,
                                     std::string text)
{
    return ask<void>({}, [this, name = std::move(name), before = std::move(before),
                          text = std::move(text)](const std::stop_token &) {
        return change([&]() -> Result<void> {
            SYNCLINE_CHECK(checkViewName(name));
            return m_services.project->replaceFile(viewPath(name), before, text);
        });
    });
}

QFuture<Result<void>> ViewDesk::rename(std::string from, std::string to)
{
    return ask<void>({},
                     [this, from = std::move(from), to = std::move(to)](const std::stop_token &) {
                         return change([&] { return m_services.project->renameView(from, to); });
                     });
}

QFuture<Result<void>> ViewDesk::remove(std::string name)
{
    return ask<void>({}, [this, name = std::move(name)](const std::stop_token &) {
        return change([&] { return m_services.project->removeView(name); });
    });
}

} // namespace syncline
