#pragma once

#include "core/base/Error.h"

#include <QString>

#include <functional>

class QWidget;

namespace syncline::ui {

/** A question with a safe and a doing answer. The safe one is the default button. */
struct Question
{
    QString title;
    QString text;    ///< What will happen, in numbers.
    QString doIt;    ///< "Delete 3 records"
    QString leaveIt; ///< Empty: "Cancel".
    QString third;   ///< Empty: none ("Discard").
    bool destructive = false;
};
enum class Answer : unsigned char { LeaveIt, DoIt, Third };

/** A line of text asked for. */
struct TextQuestion
{
    QString title;
    QString label;
    QString text;
    QString doIt;
};

/**
 * The one place for message boxes and pickers. Everything is asynchronous (open() and a callback):
 * nothing ever waits in a nested event loop. @p parent is also the callback's context: no call once
 * it is gone. Window thread only.
 */
class Prompter
{
public:
    virtual ~Prompter() = default;

    /** For a direct command of the user that failed; background work logs instead. */
    virtual void show(QWidget *parent, const Error &error) = 0;
    virtual void inform(QWidget *parent, const QString &title, const QString &text) = 0;
    virtual void ask(QWidget *parent, const Question &question,
                     std::function<void(Answer)> answered) = 0;
    /** Not called when the user cancels. */
    virtual void askText(QWidget *parent, const TextQuestion &question,
                         std::function<void(const QString &)> answered) = 0;
    virtual void pickFolder(QWidget *parent, const QString &title, const QString &start,
                            std::function<void(const QString &)> picked) = 0;
    virtual void pickFile(QWidget *parent, const QString &title, const QString &start,
                          std::function<void(const QString &)> picked) = 0;
    /** A file to write, which may be there already: then it asks. @p start: a path with a name. */
    virtual void pickNewFile(QWidget *parent, const QString &title, const QString &start,
                             std::function<void(const QString &)> picked) = 0;
};

/** The real one. */
class WidgetPrompter final : public Prompter
{
public:
    void show(QWidget *parent, const Error &error) override;
    void inform(QWidget *parent, const QString &title, const QString &text) override;
    void ask(QWidget *parent, const Question &question,
             std::function<void(Answer)> answered) override;
    void askText(QWidget *parent, const TextQuestion &question,
                 std::function<void(const QString &)> answered) override;
    void pickFolder(QWidget *parent, const QString &title, const QString &start,
                    std::function<void(const QString &)> picked) override;
    void pickFile(QWidget *parent, const QString &title, const QString &start,
                  std::function<void(const QString &)> picked) override;
    void pickNewFile(QWidget *parent, const QString &title, const QString &start,
                     std::function<void(const QString &)> picked) override;
};

} // namespace syncline::ui
