#include "core/connection/Keychain.h"

#include "core/connection/SecretStore.h"

#include <QCoreApplication>
#include <QObject>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace syncline {

namespace {

constexpr const char *serviceName = "syncline";

Error unavailable(const QString &why)
{
    return Error(secretsCode, "The keyring cannot be used: %1.", {why.toStdString()});
}

/**
 * The thread on which QtKeychain works. QtKeychain runs all jobs of a process through one object
 * that lives on the thread of the first job, so there can be only one such thread, for as long as
 * the application lives.
 */
class KeychainThread
{
public:
    /** An object on the thread, to post to; nullptr once the application has ended. */
    static QObject *context()
    {
        const std::scoped_lock lock(s_mutex);
        if (!s_context && !s_ended && !QCoreApplication::startingUp())
            start();
        return s_context;
    }

private:
    static void start()
    {
        s_thread = new QThread;
        s_thread->setObjectName(QStringLiteral("keychain"));
        s_context = new QObject;
        s_context->moveToThread(s_thread);
        s_thread->start();
        qAddPostRoutine([] {
            const std::scoped_lock lock(s_mutex);
            s_ended = true;
            s_context->deleteLater();
            s_context = nullptr;
            s_thread->quit();
            if (s_thread->wait(2'000))
                delete std::exchange(s_thread, nullptr);
        });
    }

    static inline std::mutex s_mutex;
    static inline QThread *s_thread = nullptr;
    static inline QObject *s_context = nullptr;
    static inline bool s_ended = false;
};

/** What a job answers, for a thread that waits for it. Outlives the wait when the job is late. */
struct Answer
{
    std::mutex mutex;
    std::condition_variable arrived;
    bool done = false;
    QKeychain::Error error = QKeychain::NoError;
    QString errorText;
    QByteArray data;
};

class SystemKeychain final : public Keychain
{
public:
    explicit SystemKeychain(std::chrono::milliseconds timeout)
        : m_timeout(timeout)
    {
    }

    Result<std::optional<std::string>> read(const std::string &key) override
    {
        const auto answer = ask<QKeychain::ReadPasswordJob>(
            key, [](QKeychain::ReadPasswordJob &) {},
            [](const QKeychain::ReadPasswordJob &job) { return job.binaryData(); });
        if (!answer)
            return answer.error();
        if (answer.value()->error == QKeychain::EntryNotFound)
            return std::optional<std::string>();
        SYNCLINE_CHECK(check(*answer.value()));
        return std::optional(answer.value()->data.toStdString());
    }

    Result<void> write(const std::string &key, const std::string &value) override
    {
        const auto answer = ask<QKeychain::WritePasswordJob>(
            key,
            [value](QKeychain::WritePasswordJob &job) {
                job.setBinaryData(QByteArray::fromStdString(value));
            },
            [](const QKeychain::WritePasswordJob &) { return QByteArray(); });
        return answer ? check(*answer.value()) : answer.error();
    }

    Result<void> remove(const std::string &key) override
    {
        const auto answer = ask<QKeychain::DeletePasswordJob>(
            key, [](QKeychain::DeletePasswordJob &) {},
            [](const QKeychain::DeletePasswordJob &) { return QByteArray(); });
        if (answer && answer.value()->error == QKeychain::EntryNotFound)
            return {};
        return answer ? check(*answer.value()) : answer.error();
    }

private:
    static Result<void> check(const Answer &answer)
    {
        if (answer.error == QKeychain::NoError)
            return {};
        return unavailable(answer.errorText);
    }

    template <typename Job, typename Prepare, typename Collect>
    Result<std::shared_ptr<Answer>> ask(const std::string &key, Prepare prepare, Collect collect)
    {
        QObject *context = KeychainThread::context();
        if (!context)
            return unavailable(QStringLiteral("the application is not running"));
        auto answer = std::make_shared<Answer>();
        QMetaObject::invokeMethod(
            context,
            [key, prepare, collect, answer, context] {
                auto *job = new Job(QLatin1String(serviceName)); // deletes itself when finished
                job->setKey(QString::fromStdString(key));
                job->setInsecureFallback(false);
                prepare(*job);
                QObject::connect(job, &QKeychain::Job::finished, context, [job, collect, answer] {
                    const std::scoped_lock lock(answer->mutex);
                    answer->error = job->error();
                    answer->errorText = job->errorString();
                    answer->data = collect(*job);
                    answer->done = true;
                    answer->arrived.notify_all();
                });
                job->start();
            },
            Qt::QueuedConnection);
        std::unique_lock lock(answer->mutex);
        if (!answer->arrived.wait_for(lock, m_timeout, [&] { return answer->done; })) {
            return unavailable(QStringLiteral("it did not answer within %1 seconds")
                                   .arg(static_cast<double>(m_timeout.count()) / 1000));
        }
        return answer;
    }

    const std::chrono::milliseconds m_timeout;
};

} // namespace

std::shared_ptr<Keychain> systemKeychain(std::chrono::milliseconds timeout)
{
    return std::make_shared<SystemKeychain>(timeout);
}

Result<void> probeKeychain(Keychain &keychain, const std::string &canary)
{
    const std::string key = "canary:" + canary;
    SYNCLINE_CHECK(keychain.write(key, canary));
    const Result<std::optional<std::string>> found = keychain.read(key);
    if (found && found.value() != canary)
        return Error(secretsCode, "The keyring does not keep what is written to it.");
    SYNCLINE_CHECK(found);
    return keychain.remove(key);
}

} // namespace syncline
