"""The pieces of a new scenario file. ``new_scenario`` fills in what starts with a dollar sign."""

from __future__ import annotations

from string import Template

NO_START = "  # start: 2025-09-01    # the first day; without it days are only counted\n"

HEAD = Template("""\
# A scenario of newscycle. What stands behind a # is a comment, for people only.
#
#   newscycle check FILE          finds everything that is wrong, with the line and advice
#   newscycle preview FILE        plays it while you write, in a second window
#   newscycle play FILE           plays it
#   newscycle check FILE --plays 500   says how often each ending comes, and what is never reached
#
# Indent with spaces, two for each level. Put a text in quotation marks if it has a colon in it.

newscycle: 1
title: $title
setting: $setting
summary: $beginning

# The clock. When the rounds run out, the story takes the ending that 'at_end' names.
calendar:
$start  rounds: $rounds
  days_per_round: 1
  at_end: forgotten

# What the story keeps count of. Every number has a range and stops at its bounds.
# 'drift' is added at the end of each round: what is not fed goes down.
variables:
  attention:
    label: Attention
    start: 0
    range: [0, 5]
    drift: -1
    words: [nobody, a few, some, many, most people, everybody]
    why: How many people are watching. Something new raises it. Without that it falls.
  facts:
    label: What has been checked
    start: 0
    range: [0, 2]
    words: [nothing, one fact, the whole story]
    why: How much of what is said can be shown to be true. It never falls.

# The states of the story. The first one is where it begins; an ending is where it stops.
stages:
  unnoticed:
    label: Nobody has noticed
    text: $beginning
  public:
    label: People talk about it
    text:
      # Of several versions of a text the first one whose condition holds is shown.
      - when: facts == 0
        text: Everybody has heard of it. Nobody knows what is true.
      - text: Everybody has heard of it, and some of what is said can be checked.
  settled:
    label: It is settled
    ending: true
    text: Somebody has done something about it, and people know why.
  forgotten:
    label: It is forgotten
    ending: true
    text: Nothing was decided. Next time it will begin from the beginning.

# Ways from stage to stage that are taken by themselves, as soon as the condition holds.
transitions:
  - from: public
    to: settled
    when: facts == 2 and attention >= 2
    label: The facts leave no choice
  - from: public
    to: forgotten
    when: attention == 0
    label: Nobody asks any more

# Who acts, in this order, once in each round. Everybody may also wait.
actors:
""")

FIRST = Template("""\
  $id:
    name: $name
    role: the one who knows of it first
    playable: true
    briefing: You know of it, and nobody else does. You can make it public, or find out more first.
    wants:
      - text: "Your task: it gets settled."
        points: 3 if stage == settled else 0
      - text: What people believe has been checked.
        points: facts
    moves:
      make_public:
        label: Make it public
        about: Once it is out, it is out.
        in: unnoticed
        weight: 3                  # how readily this is picked when nobody plays $id
        outcomes:                  # how it can turn out, with chances in proportion
          - id: seen
            chance: 3
            to: public
            change: {attention: +3}        # a change always carries its sign
            because: It is new, and it is easily told.
            news:
              kind: post
              headline: Something has happened here
          - id: unseen
            chance: 1
            change: {attention: +1}
            because: Everybody is busy with something else.
            news:
              kind: post
              headline: A post with four readers
      look_closer:
        label: Find out more
        about: It takes a day, and afterwards one knows something.
        in: [unnoticed, public]
        when: facts < 2
        weight: 2
        change: {facts: +1}
        because: What stands in a document can be shown to anybody who doubts it.
        news:
          kind: article
          headline: What is known, and what is not
      ask_again:
        label: Ask again, in public
        in: public
        cooldown: 1                # not in the next round again
        change: {attention: +2}
        because: A question that is not answered is asked more loudly.
        news:
          kind: post
          headline: Still no answer
""")

OTHER = Template("""\
  $id:
    name: $name
    role: the one who is asked about it
    playable: true
    briefing: People look at you. You can answer, or hope that they look somewhere else.
    wants:
      - text: "Your task: people look somewhere else again."
        points: 5 - attention
      - text: It gets settled.
        points: 1 if stage == settled else 0
    moves:
      answer:
        label: Answer
        about: An answer that can be checked may settle it. One that cannot is news.
        in: public
        outcomes:
          - id: accepted
            chance: 1 + 2 * facts          # the more is known, the better it works
            to: settled
            because: There was something to decide, and it was decided.
            news:
              kind: statement
              # A name in braces is filled in. Such a text needs quotation marks.
              headline: "{$id.name}: it will be done this week"
          - id: doubted
            chance: 3
            change: {attention: +1}
            because: An answer without facts is one more thing to talk about.
            news:
              kind: statement
              headline: "{$id.name}: we take this seriously"
      say_nothing:
        label: Let it be known that nothing will be said
        in: public
        weight: 2
        change: {attention: -1}
        because: Where nothing is said, there is nothing to quote.
""")

TAIL = Template("""\

# Questions that a researcher would ask:  newscycle story FILE --do 'never:$id.look_closer'
what_ifs:
  unchecked:
    label: What if nobody ever checked anything?
    do: never:$id.look_closer

# What the players sort afterwards: is it documented, claimed, a matter of interpretation, unknown,
# or wrong? Documented and claimed need a source; 'newscycle explain NC701' says how.
claims:
  - text: Attention falls when nothing new happens.
    verdict: interpretation
    feedback: It is what this model assumes. In life it often does, and sometimes it does not.

debrief:
  questions:
    - At which moment could it have gone another way?
    - Who knew something that the others did not?

# Your own tests: 'newscycle check' tries them on sampled stories.
expect:
  - ending: settled
    odds: [0.02, 0.98]
  - do: never:$id.make_public
    reaches: public
    odds: [0, 0]
""")
