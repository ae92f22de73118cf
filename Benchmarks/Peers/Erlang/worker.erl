%% SPDX-License-Identifier: Apache-2.0

%% Verifies tokens with erlang-jose, as the driver asks on standard input. JSON is jiffy's, as fast as Erlang has it.
-module(worker).
-export([main/0]).

main() ->
    {ok, _} = application:ensure_all_started(jose),
    jose:json_module(jiffy),
    [_, Path] = init:get_plain_arguments(),
    {ok, Text} = file:read_file(Path),
    [Secret | Lines] = binary:split(Text, <<"\n">>, [global, trim_all]),
    Tokens = list_to_tuple([list_to_tuple(binary:split(Line, <<" ">>, [global])) || Line <- Lines]),
    {ok, Version} = application:get_key(jose, vsn),
    io:format("ready\t~s~n", [Version]),
    commands(jose_jwk:from_oct(Secret), Tokens).

commands(Key, Tokens) ->
    case io:get_line("") of
        eof ->
            halt(0);
        Line ->
            [Command, Index, Count] = string:lexemes(Line, " \n"),
            {_, Outcome, Token} = element(list_to_integer(Index) + 1, Tokens),
            io:format("~s~n", [answer(Command, Key, Outcome, Token, list_to_integer(Count))]),
            commands(Key, Tokens)
    end.

%% It checks no times, so exp is compared here.
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

%% Erlang counts no allocations.
answer("count", _, _, _, _) ->
    "-";
answer("run", Key, Outcome, Token, Count) ->
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
