#pragma once

#include "ui/prompt/Prompter.h"

#include <deque>
#include <string>
#include <vector>

namespace syncline::ui {

/** Answers questions from what the test laid down, at once; remembers what was shown. */
class FakePrompter final : public Prompter
{
public:
    std::vector<Error> errors;
    std::vector<QString> informed;
    std::vector<Question> questions;
    std::deque<Answer> answers; ///< Used up in order; then LeaveIt.
    std::deque<QString> texts;  ///< Used up in order; then cancelled.
    std::deque<QString> picks;

    void show(QWidget * /*parent*/, const Error &error) override { errors.push_back(error); }
    void inform(QWidget * /*parent*/, const QString & /*title*/, const QString &text) override
    {
        informed.push_back(text);
    }
    void ask(QWidget * /*parent*/, const Question &question,
             std::function<void(Answer)> answered) override
    {
        questions.push_back(question);
        const Answer answer = answers.empty() ? Answer::LeaveIt : answers.front();
        if (!answers.empty())
            answers.pop_front();
        answered(answer);
    }
    void askText(QWidget * /*parent*/, const TextQuestion & /*question*/,
                 std::function<void(const QString &)> answered) override
    {
        take(texts, answered);
    }
    void pickFolder(QWidget * /*parent*/, const QString & /*title*/, const QString & /*start*/,
                    std::function<void(const QString &)> picked) override
    {
        take(picks, picked);
    }
    void pickFile(QWidget * /*parent*/, const QString & /*title*/, const QString & /*start*/,
                  std::function<void(const QString &)> picked) override
    {
        take(picks, picked);
    }
    void pickNewFile(QWidget * /*parent*/, const QString & /*title*/, const QString &start,
                     std::function<void(const QString &)> picked) override
    {
        newFileStarts.push_back(start);
        take(picks, picked);
    }
    std::vector<QString> newFileStarts; ///< What was proposed.

private:
    static void take(std::deque<QString> &from,
                     const std::function<void(const QString &)> &callback)
    {
        if (from.empty())
            return;
        const QString first = from.front();
        from.pop_front();
        callback(first);
    }
};

} // namespace syncline::ui
