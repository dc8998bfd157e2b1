#pragma once

#include "core/script/ScriptHost.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace syncline::ui {

class OptionEditor;
class Prompter;

/** A connector's options as a guided form: grouped, with help, by type. Secrets show only whether
 * one is stored. */
class OptionsForm final : public QWidget
{
    Q_OBJECT

public:
    OptionsForm(Prompter *prompter, QWidget *parent);

    void setOptions(const std::vector<ConnectorOption> &options, const ValueObject &values,
                    const std::vector<std::string> &storedSecrets);
    /** Without secrets; options left at nothing are left out. */
    [[nodiscard]] ValueObject values() const;
    /** Secrets typed in just now. */
    [[nodiscard]] ValueObject secrets() const;
    /** What is missing or not understood, at the fields too; empty: all is well. */
    QStringList check();
    void setEditable(bool isEditable);

Q_SIGNALS:
    void edited();

private:
    struct Line
    {
        ConnectorOption option;
        OptionEditor *editor;
        QLabel *problem;
        bool isStored;
    };
    void addOption(QGridLayout *grid, const ConnectorOption &option, const Value &value,
                   bool isStored);

    Prompter *m_prompter;
    QWidget *m_content = nullptr;
    std::vector<Line> m_lines;
};

} // namespace syncline::ui
