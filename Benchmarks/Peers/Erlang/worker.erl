%% SPDX-License-Identifier: Apache-2.0

%% Verifies tokens with erlang-jose, as the driver asks on standard input. JSON is read by jiffy, Erlang's fastest.
-module(worker).
-export([main/0]).

main() ->
    {ok, _} = application:ensure_all_started(jose),
    jose:json_module(jiffy),
    [_, Path] = init:get_plain_arguments(),
    {ok, Text} = file:read_file(Path),
    [First | Lines] = binary:split(Text, <<"\n">>, [global, trim_all]),
    Read = [read(binary:split(Line, <<" ">>, [global]), First) || Line <- Lines],
    Keys = maps:from_list([{Secret, jose_jwk:from_oct(Secret)} || Secret <- lists:usort([S || {S, _, _} <- Read])]),
    Tokens = list_to_tuple([{maps:get(Secret, Keys), Outcome, Token} || {Secret, Outcome, Token} <- Read]),
    {ok, Version} = application:get_key(jose, vsn),
    io:format("ready\t~s~n", [Version]),
    commands(Tokens).

%% A token has its own secret, or that of the first line.
read([_, Outcome, Token], First) -> {First, Outcome, Token};
read([_, Outcome, Token, Secret], _) -> {Secret, Outcome, Token}.

commands(Tokens) ->
    case io:get_line("") of
        eof ->
            halt(0);
        Line ->
            [Command, Index, Count] = string:lexemes(Line, " \n"),
            io:format("~s~n", [reply(Command, Tokens, list_to_integer(Index), list_to_integer(Count))]),
            commands(Tokens)
    end.

%% The library checks no times, so exp is compared here.
verify(Key, Token) ->
    case jose_jwt:verify_strict(Key, [<<"HS256">>], Token) of
        {true, {jose_jwt, #{<<"exp">> := Expires} = Claims}, _} ->
            case is_number(Expires) andalso erlang:system_time(second) < Expires of
                true -> Claims;
                false -> refused
            end;
        _ ->
            refused
    end.

tried(Key, Token) ->
    try
        verify(Key, Token)
    catch
        _:_ -> refused
    end.

%% What is wrong with the library's answer to this token, or ok.
check(Key, Outcome, Token) ->
    case {tried(Key, Token), Outcome} of
        {refused, <<"accepted">>} -> "refused an accepted token";
        {refused, _} -> ok;
        {#{<<"email">> := <<_, _/binary>>}, <<"accepted">>} -> ok;
        {_, <<"accepted">>} -> "read no email";
        _ -> ["accepted a token marked ", Outcome]
    end.

%% How many of the verifications accepted the token, and how much text they read.
repeat(_, _, 0, Accepted, Read) ->
    {Accepted, Read};
repeat(Key, Token, Count, Accepted, Read) ->
    case tried(Key, Token) of
        #{<<"email">> := Email, <<"sub">> := Sub} ->
            repeat(Key, Token, Count - 1, Accepted + 1, Read + byte_size(Email) + byte_size(Sub));
        refused ->
            repeat(Key, Token, Count - 1, Accepted, Read)
    end.

%% Erlang can't count allocations, and this worker is one process.
reply("count", _, _, _) ->
    "-";
reply("pair", _, _, _) ->
    "-";
reply("run", Tokens, Index, Count) ->
    {Key, Outcome, Token} = element(Index + 1, Tokens),
    answer(Key, Outcome, Token, Count);
reply(Command, Tokens, Index, Count) ->
    sweep(Command, Tokens, Index, Count).

answer(Key, Outcome, Token, Count) ->
    case check(Key, Outcome, Token) of
        ok ->
            Expected = case Outcome of <<"accepted">> -> Count; _ -> 0 end,
            Start = erlang:monotonic_time(nanosecond),
            {Accepted, _} = repeat(Key, Token, Count, 0, 0),
            Elapsed = erlang:monotonic_time(nanosecond) - Start,
            case Accepted of
                Expected -> integer_to_list(Elapsed);
                _ -> "wrong did not decide alike each time"
            end;
        Wrong ->
            ["wrong ", Wrong]
    end.

%% Verifies each of the tokens once, out of order (the stride is a prime), with caches full of other data.
sweep(Command, Tokens, First, Count) ->
    Cold = binary:copy(<<1>>, 1 bsl 24),
    Start = erlang:monotonic_time(nanosecond),
    Calls = [step(element(First + Step * 7919 rem Count + 1, Tokens)) || Step <- lists:seq(0, Count - 1)],
    Elapsed = erlang:monotonic_time(nanosecond) - Start,
    Right = byte_size(Cold) > 0 andalso lists:all(fun({_, Right}) -> Right end, Calls),
    case {Right, Command} of
        {false, _} -> "wrong misjudged a token in the sweep";
        {true, "sweep"} -> integer_to_list(Elapsed);
        {true, "p" ++ Percent} ->
            Place = (Count - 1) * list_to_integer(Percent) div 100 + 1,
            integer_to_list(lists:nth(Place, lists:sort([Time || {Time, _} <- Calls])))
    end.

%% The time of a call, and whether its result is right. Reading the clock costs little in comparison.
step({Key, Outcome, Token}) ->
    Start = erlang:monotonic_time(nanosecond),
    Accepted = tried(Key, Token) =/= refused,
    {erlang:monotonic_time(nanosecond) - Start, Accepted =:= (Outcome =:= <<"accepted">>)}.
