#pragma once

#include "ui/code/CodeProblem.h"

#include <QFrame>

#include <vector>

class QLabel;
class QPushButton;

namespace syncline::ui {

/** The line below an editor: what is wrong (a button that goes there), where the caret is, how the
 * text is written. */
class CodeStatus final : public QFrame
{
    Q_OBJECT

public:
    explicit CodeStatus(QWidget *parent);

    void setPlace(int line, int column);
    /** Such as "Spaces: 2", "LF", "Lua". */
    void setFormat(const QStringList &parts);
    void setProblems(const std::vector<CodeProblem> &problems);
    /** Of the line with the caret; empty: the first problem of all is shown. */
    void setProblemHere(const QString &text);
    /** The text was not looked at: why, or empty. */
    void setUnchecked(const QString &reason);

Q_SIGNALS:
    void problemClicked();

private:
    void update();

    QPushButton *m_problem;
    QLabel *m_place;
    QLabel *m_format;
    std::vector<CodeProblem> m_problems;
    QString m_here;
    QString m_unchecked;
};

} // namespace syncline::ui
