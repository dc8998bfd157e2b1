#pragma once

#include <QFrame>

class QLineEdit;

namespace syncline::ui {

class CodeEditor;

/** "Go to line": a number, or line:column, below an editor. */
class LineBar final : public QFrame
{
    Q_OBJECT

public:
    LineBar(CodeEditor *editor, QWidget *parent);
    void openBar();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void go();
    void closeBar();

    CodeEditor *m_editor;
    QLineEdit *m_line;
};

} // namespace syncline::ui
