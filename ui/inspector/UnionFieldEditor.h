#pragma once

#include "ui/inspector/FieldEditor.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace syncline::ui {

/** A record of one of several models: the model, its id, and a link that follows it. */
class UnionFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    UnionFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    void take();

    QComboBox *m_model;
    QLineEdit *m_edit;
    QPushButton *m_follow;
};

} // namespace syncline::ui
